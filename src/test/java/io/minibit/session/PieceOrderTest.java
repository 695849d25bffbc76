package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.swarm.ChokerProfile;
import io.minibit.swarm.SwarmSettings;
import io.minibit.wire.EncryptionPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a person may choose of how pieces go, asked of a whole session and seen from outside. */
@ExtendWith(VertxExtension.class)
class PieceOrderTest {
  private static final int PIECE = 16 * 1024;
  private static final int PIECES = 40;

  @TempDir private Path temp;
  private Context context;
  private WorkerExecutor workers;
  private Session session;
  private Torrent torrent;
  private Path content;

  @BeforeEach
  void makeContent(Vertx vertx) throws Exception {
    context = vertx.getOrCreateContext();
    workers = vertx.createSharedWorkerExecutor("disk");
    content = SwarmContent.file(temp.resolve("content.bin"), PIECES * PIECE, 7);
    torrent = SwarmContent.torrent(content, TorrentFormat.V1, PIECE);
  }

  @AfterEach
  void close() throws Exception {
    on(session::close);
    workers.close();
  }

  private <T> T on(Supplier<Future<T>> work) throws Exception {
    return Future.<T>future(promise -> context.runOnContext(v -> work.get().onComplete(promise)))
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  private void open(Path folder, ChokerProfile profile) throws Exception {
    Files.createDirectories(folder);
    AllowedFolders folders = AllowedFolders.of(folder, List.of(temp));
    StateDirectory state = StateDirectory.open(folder.resolve(".minibit"));
    SessionOptions options =
        new SessionOptions(
            "127.0.0.1",
            0,
            List.of(),
            10_000,
            EncryptionPolicy.ALLOWED,
            false,
            SwarmSettings.defaults().withProfile(profile),
            false,
            true,
            "minibit test");
    session =
        on(
            () ->
                Session.open(
                    context.owner(),
                    options,
                    new Disk(workers),
                    folders,
                    state,
                    System::nanoTime,
                    new SecureRandom(),
                    (type, transfer) -> {}));
  }

  private RawPeer meet(Transfer shared, String id) throws IOException {
    RawPeer peer =
        RawPeer.meet(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), session.port()),
            InfoHash.parse(shared.id()),
            id);
    peer.say(RawPeer.HAVE_NONE);
    return peer;
  }

  @Test
  void aSuperSeedShowsItsPiecesOneByOne() throws Exception {
    open(temp, ChokerProfile.RECIPROCAL);
    Transfer shared =
        on(() -> session.share(new PeerRequest.Share(content.toString(), null, "v1", true)));
    try (RawPeer first = meet(shared, "-AA0001-first");
        RawPeer second = meet(shared, "-BB0001-second")) {
      int one = onlyPieceShown(first);
      int other = onlyPieceShown(second);
      assertThat(one).isNotEqualTo(other);
    }
  }

  /** It claims to have nothing, and then one piece. */
  private static int onlyPieceShown(RawPeer peer) throws IOException {
    while (true) {
      RawPeer.Frame frame = peer.next();
      assertThat(frame.type()).isNotIn(RawPeer.HAVE_ALL, RawPeer.BITFIELD);
      if (frame.type() == RawPeer.HAVE) {
        return frame.body().getInt();
      }
    }
  }

  @Test
  @Timeout(120)
  void inSequencePiecesAreAskedForFromTheFirstToTheLast() throws Exception {
    Path file = Files.write(temp.resolve("t.torrent"), torrent.file());
    Set<Integer> asked = new LinkedHashSet<>();
    FakeSeed.Conduct conduct =
        (peer, piece, begin, block) -> {
          synchronized (asked) {
            asked.add(piece);
          }
          FakeSeed.give(peer, piece, begin, block);
        };
    open(temp.resolve("get"), ChokerProfile.RECIPROCAL);
    try (FakeSeed seed = new FakeSeed("127.0.0.2", torrent, Files.readAllBytes(content), conduct)) {
      on(
          () ->
              session.get(
                  new PeerRequest.Get(null, null, file.toString(), null, null, "", true), ""));
      String peer = "&x.pe=127.0.0.2:" + seed.address().getPort();
      String magnet = "magnet:?xt=urn:btih:" + torrent.hashes().id().hex() + peer;
      on(() -> session.get(new PeerRequest.Get(null, magnet, null, null, null, "", null), ""));
      while (!Files.exists(temp.resolve("get/content.bin"))
          || !on(() -> Future.succeededFuture(session.status(torrent.hashes().id().hex())))
              .verified()) {
        Thread.onSpinWait();
      }
    }
    synchronized (asked) {
      assertThat(List.copyOf(asked)).hasSize(PIECES).isSorted();
    }
  }

  @Test
  void aFleetGivesToAllWhoAsk() throws Exception {
    open(temp, ChokerProfile.FLEET);
    Transfer shared =
        on(() -> session.share(new PeerRequest.Share(content.toString(), null, "v1", null)));
    List<RawPeer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * SwarmSettings.DEFAULT_UPLOAD_SLOTS; i++) {
        RawPeer peer = meet(shared, "-FL0001-fleet" + i);
        peers.add(peer);
        peer.say(RawPeer.INTERESTED);
        peer.await(RawPeer.UNCHOKE);
      }
      for (RawPeer peer : peers) {
        peer.say(RawPeer.REQUEST, RawPeer.ints(0, 0, PIECE));
        assertThat(peer.await(RawPeer.PIECE).body().remaining()).isEqualTo(8 + PIECE);
      }
    } finally {
      peers.forEach(RawPeer::close);
    }
  }
}
