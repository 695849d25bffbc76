package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentParser;
import io.minibit.transport.DialException;
import io.minibit.transport.DialHandler;
import io.minibit.transport.IncomingPeers;
import io.minibit.transport.PeerConnection;
import io.minibit.transport.PeerDialer;
import io.minibit.transport.PeerListener;
import io.minibit.wire.Capabilities;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.ExtensionHandshake;
import io.minibit.wire.Handshake;
import io.minibit.wire.PeerMessage;
import io.minibit.wire.TorrentKeys;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our connections, which decide nothing, and real programs of others. */
class PeerWireOfOthersTest {
  private static final int BLOCK = 1 << 14;
  private static final int PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @TempDir private Path temp;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "we: {0}, aria2 insists: {1}, encrypted: {2}")
  @CsvSource({
    "OFF, false, false",
    "ALLOWED, false, false",
    "ALLOWED, true, true",
    "REQUIRED, false, true",
    "REQUIRED, true, true"
  })
  void aPieceComesFromAria(EncryptionPolicy policy, boolean insists, boolean encrypted)
      throws Exception {
    Program.need("aria2c");
    TrackedTorrent made = TrackedTorrent.make(temp, "http://127.0.0.1:1/announce");
    InfoHash infoHash = InfoHash.parse(made.infoHash());
    int port = TrackedTorrent.freePort();
    PeerDialer dialer = onContext(() -> new PeerDialer(vertx, "127.0.0.1", policy));
    try (RunningProgram aria =
        made.aria(
            "seed",
            "-V",
            "--seed-ratio=0.0",
            "--seed-time=60",
            "--listen-port=" + port,
            "--bt-force-encryption=" + insists)) {
      requireAPiece(made, dial(dialer, port, infoHash, aria), encrypted, "aria2/");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "we: {0}, Transmission: {1}, encrypted: {2}")
  @CsvSource({"OFF, 0, false", "ALLOWED, 2, true", "REQUIRED, 1, true"})
  void aPieceComesFromTransmission(EncryptionPolicy policy, int wants, boolean encrypted)
      throws Exception {
    Program.need("transmission-daemon", "transmission-remote");
    TrackedTorrent made = TrackedTorrent.make(temp, "http://127.0.0.1:1/announce");
    int port = TrackedTorrent.freePort();
    int rpc = TrackedTorrent.freePort();
    PeerDialer dialer = onContext(() -> new PeerDialer(vertx, "127.0.0.1", policy));
    try (RunningProgram transmission = made.transmission(port, rpc, wants)) {
      made.addToTransmission(rpc);
      WirePeer peer = dial(dialer, port, InfoHash.parse(made.infoHash()), transmission);
      requireAPiece(made, peer, encrypted, "Transmission ");
    }
  }

  private static void requireAPiece(
      TrackedTorrent made, WirePeer peer, boolean encrypted, String client) throws Exception {
    assertThat(peer.connection().encrypted()).isEqualTo(encrypted);
    PeerMessage.Extended extended =
        peer.await(PeerMessage.Extended.class, m -> m.id() == ExtensionHandshake.ID);
    assertThat(ExtensionHandshake.read(extended.payload()).client()).startsWith(client);
    peer.send(new PeerMessage.Interested());
    peer.await(PeerMessage.Unchoke.class);
    requireFirstPiece(peer, TorrentParser.parse(Files.readAllBytes(made.file())));
  }

  private static void requireFirstPiece(WirePeer peer, Torrent torrent) throws Exception {
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    int length = torrent.pieces().pieceLength();
    for (int begin = 0; begin < length; begin += BLOCK) {
      peer.send(new PeerMessage.Request(0, begin, BLOCK));
      WirePeer.Block block = peer.await(WirePeer.Block.class);
      assertThat(block.begin()).isEqualTo(begin);
      sha1.update(block.bytes());
    }
    assertThat(torrent.info().v1Hashes().orElseThrow().matches(0, sha1.digest())).isTrue();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "we: {0}, aria2 insists: {1}, encrypted: {2}")
  @CsvSource({"OFF, false, false", "ALLOWED, true, true", "REQUIRED, false, true"})
  void ariaDialsUs(EncryptionPolicy policy, boolean insists, boolean encrypted) throws Exception {
    Program.need("aria2c");
    BlockingQueue<WirePeer> accepted = new LinkedBlockingQueue<>();
    TorrentKeys keys = new TorrentKeys();
    PeerListener door = listen(keys, policy, accepted);
    try (OnePeerTracker tracker = OnePeerTracker.of(door.port())) {
      TrackedTorrent made = TrackedTorrent.make(temp, tracker.url());
      InfoHash infoHash = InfoHash.parse(made.infoHash());
      keys.add(infoHash);
      try (RunningProgram aria =
          made.aria("leech", "--seed-time=0", "--bt-force-encryption=" + insists)) {
        WirePeer peer = accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(peer).as(aria.said()).isNotNull();
        assertThat(peer.connection().encrypted()).isEqualTo(encrypted);
        assertThat(peer.connection().theirs().infoHash()).isEqualTo(infoHash);
        peer.send(new PeerMessage.HaveAll());
        peer.await(PeerMessage.Interested.class);
        peer.send(new PeerMessage.Unchoke());
        assertThat(peer.await(PeerMessage.Request.class).length()).isEqualTo(BLOCK);
      }
    } finally {
      await(door.close());
    }
  }

  private PeerListener listen(
      TorrentKeys keys, EncryptionPolicy policy, BlockingQueue<WirePeer> accepted) {
    IncomingPeers peers =
        new IncomingPeers() {
          @Override
          public Handshake answer(Handshake theirs, InetSocketAddress remote) {
            return handshake(theirs.infoHash());
          }

          @Override
          public void connected(PeerConnection connection) {
            accepted.add(new WirePeer(context, connection));
          }

          @Override
          public TorrentKeys keys() {
            return keys;
          }

          @Override
          public EncryptionPolicy encryption() {
            return policy;
          }
        };
    return await(
        onContext(
            () ->
                PeerListener.listen(
                    vertx, "127.0.0.1", 0, (name, connection) -> connection.refuse(), peers)));
  }

  /** Its door opens a moment after it starts. */
  private WirePeer dial(PeerDialer dialer, int port, InfoHash infoHash, RunningProgram program)
      throws Exception {
    InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
    DialHandler handler =
        new DialHandler() {
          @Override
          public void connected(PeerConnection connection) {
            ends.add(new WirePeer(context, connection));
          }

          @Override
          public void failed(DialException cause) {
            if (cause.reason() == DialException.Reason.REFUSED) {
              vertx.setTimer(50, later -> dialer.dial(to, handshake(infoHash), this));
            } else {
              ends.add(cause);
            }
          }
        };
    context.runOnContext(now -> dialer.dial(to, handshake(infoHash), handler));
    Object end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(end).as(program.said()).isInstanceOf(WirePeer.class);
    return (WirePeer) end;
  }

  private static Handshake handshake(InfoHash infoHash) {
    return new Handshake(Capabilities.OURS, infoHash, PeerId.ours(new byte[12]));
  }

  private <T> T onContext(Supplier<T> call) {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(now -> done.complete(call.get()));
    return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
