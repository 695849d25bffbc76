package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Info dictionaries of liars, and those who ask for ours without end (BEP 9). */
@ExtendWith(VertxExtension.class)
class HostileMetadataTest {
  private static final int OUR_ID = 3;

  @TempDir private Path temp;
  private Path source;
  private Torrent torrent;

  @BeforeEach
  void makeContent() throws Exception {
    source = SwarmContent.file(temp.resolve("seed/content.bin"), 500_000, 4);
    torrent = SwarmContent.torrent(source, TorrentFormat.V1, 16 * 1024);
  }

  /** Claims metadata of a size, and answers each request for it with such bytes. */
  private record Liar(ServerSocket server, CountDownLatch met, CountDownLatch ended)
      implements AutoCloseable {
    static Liar start(InfoHash hash, String size, int answered) throws IOException {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.7"));
      Liar liar = new Liar(server, new CountDownLatch(1), new CountDownLatch(1));
      Thread thread = new Thread(() -> liar.listen(hash, size, answered), "liar");
      thread.setDaemon(true);
      thread.start();
      return liar;
    }

    private void listen(InfoHash hash, String size, int answered) {
      while (true) {
        try (Socket socket = server.accept();
            RawPeer peer = new RawPeer(socket)) {
          peer.readHandshake();
          peer.handshake(hash, "-LI0001-liar");
          peer.extend(0, "d1:md11:ut_metadatai" + OUR_ID + "ee13:metadata_sizei" + size + "ee");
          peer.say(RawPeer.HAVE_NONE);
          met.countDown();
          answer(peer, size, answered);
        } catch (IOException over) {
          ended.countDown();
          if (server.isClosed()) {
            return;
          }
        }
      }
    }

    private static void answer(RawPeer peer, String size, int answered) throws IOException {
      int theirId = -1;
      while (true) {
        RawPeer.Frame frame = peer.await(RawPeer.EXTENDED);
        int id = frame.body().get();
        String text = StandardCharsets.ISO_8859_1.decode(frame.body()).toString();
        if (id == 0) {
          String name = "11:ut_metadatai";
          int at = text.indexOf(name) + name.length();
          theirId = Integer.parseInt(text.substring(at, text.indexOf('e', at)));
        } else if (text.contains("8:msg_typei0e")) {
          int at = text.indexOf("5:piecei") + 8;
          String block = text.substring(at, text.indexOf('e', at));
          peer.extend(
              theirId,
              "d8:msg_typei1e5:piecei"
                  + block
                  + "e10:total_sizei"
                  + size
                  + "ee"
                  + "x".repeat(answered));
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0",
        "-1 0",
        "2147483647 16384",
        "16777217 16384",
        "1 1", // The wrong size, and a wrong hash in consequence.
        "16384 16384", // The same with a whole block.
        "40000 20000", // A block of more than 16 KiB.
        "40000 0", // One without a byte.
      })
  void aLiarKeepsNobodyFromTheTruth(String sizeAndAnswer, Vertx vertx) throws Exception {
    String[] parts = sizeAndAnswer.split(" ", -1);
    try (Liar liar = Liar.start(torrent.hashes().id(), parts[0], Integer.parseInt(parts[1]));
        LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer got =
          leech.begin(MagnetLink.parse("magnet:?xt=urn:btih:" + torrent.hashes().id().hex()));
      leech.tell(got, List.of((InetSocketAddress) liar.server().getLocalSocketAddress()));
      liar.met().await();
      leech.tell(got, seed);
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }

  @Test
  void whoLiedIsEndedWithAllItsConnections(Vertx vertx) throws Exception {
    InfoHash hash = torrent.hashes().id();
    try (Liar liar = Liar.start(hash, "100", 100);
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer got = leech.begin(MagnetLink.parse("magnet:?xt=urn:btih:" + hash.hex()));
      try (RawPeer second = RawPeer.dial(leech.address(), "127.0.0.7");
          RawPeer other = RawPeer.dial(leech.address(), "127.0.0.8")) {
        second.handshake(hash, "-LI0002-second");
        second.readHandshake();
        other.handshake(hash, "-HO0001-other");
        other.readHandshake();
        leech.tell(got, List.of((InetSocketAddress) liar.server().getLocalSocketAddress()));
        assertThat(liar.ended().await(60, TimeUnit.SECONDS)).isTrue();
        second.awaitClose();
        leech.until(got, now -> now.peers() == 1);
      }
    }
  }

  @Test
  void whoLiedIsNotLetInAgain(Vertx vertx) throws Exception {
    InfoHash hash = torrent.hashes().id();
    try (Liar liar = Liar.start(hash, "100", 100);
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer got = leech.begin(MagnetLink.parse("magnet:?xt=urn:btih:" + hash.hex()));
      leech.tell(got, List.of((InetSocketAddress) liar.server().getLocalSocketAddress()));
      assertThat(liar.ended().await(60, TimeUnit.SECONDS)).isTrue();
      try (RawPeer again = RawPeer.dial(leech.address(), "127.0.0.7")) {
        again.handshake(hash, "-LI0002-again");
        again.awaitClose();
      }
      try (RawPeer other = RawPeer.dial(leech.address(), "127.0.0.8")) {
        other.handshake(hash, "-HO0001-other");
        other.readHandshake();
      }
    }
  }

  @Test
  void whoAsksForItWithoutEndIsRefusedAndThenEnded(Vertx vertx) throws Exception {
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      try (RawPeer asker = RawPeer.meet(seed.address(), torrent.hashes().id(), "-AK0001-asker")) {
        asker.extend(0, "d1:md11:ut_metadatai" + OUR_ID + "eee");
        asker.say(RawPeer.HAVE_NONE);
        RawPeer.Frame theirs = asker.await(RawPeer.EXTENDED);
        String text = StandardCharsets.ISO_8859_1.decode(theirs.body()).toString();
        String name = "11:ut_metadatai";
        int at = text.indexOf(name) + name.length();
        int id = Integer.parseInt(text.substring(at, text.indexOf('e', at)));
        try {
          for (int i = 0; i < 100_000; i++) {
            asker.extend(id, "d8:msg_typei0e5:piecei0ee");
          }
        } catch (IOException closed) {
          // As is to be hoped.
        }
        asker.awaitClose();
      }
      try (RawPeer honest = RawPeer.meet(seed.address(), torrent.hashes().id(), "-HO0001-ok")) {
        honest.say(RawPeer.HAVE_NONE);
        honest.say(RawPeer.INTERESTED);
        honest.await(RawPeer.UNCHOKE);
      }
    }
  }
}
