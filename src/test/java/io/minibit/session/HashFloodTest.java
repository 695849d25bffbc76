package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Peers that ask for hashes without end, over real sockets (BEP 52). */
@ExtendWith(VertxExtension.class)
class HashFloodTest {
  private static final int BLOCK = 16 * 1024;
  private static final int PIECE = 64 * BLOCK;
  private static final int PIECES = 8;

  @TempDir private Path temp;
  private LoopbackPeer seed;
  private InfoHash hash;
  private byte[] root;

  @BeforeEach
  void startSeed(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), PIECES * PIECE, 5);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    hash = torrent.hashes().id();
    root = torrent.files().get(0).piecesRoot().orElseThrow();
    seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
    seed.begin(torrent);
    seed.await("STATE SEEDING");
  }

  @AfterEach
  void close() {
    seed.close();
  }

  private static byte[] ask(byte[] root, int index, int length) {
    byte[] range = RawPeer.ints(0, index, length, 0);
    return RawPeer.frame(
        RawPeer.HASH_REQUEST, ByteBuffer.allocate(48).put(root).put(range).array());
  }

  private void requireService() throws IOException {
    try (RawPeer honest = RawPeer.meet(seed.address(), hash, "-HO0001-honest")) {
      honest.say(RawPeer.HAVE_NONE);
      honest.say(RawPeer.INTERESTED);
      honest.await(RawPeer.UNCHOKE);
      honest.say(RawPeer.REQUEST, RawPeer.ints(0, 0, BLOCK));
      assertThat(honest.await(RawPeer.PIECE).body().remaining()).isEqualTo(8 + BLOCK);
      honest.send(ask(root, 0, 64));
      assertThat(honest.await(RawPeer.HASHES).body().remaining()).isEqualTo(48 + 64 * 32);
    }
  }

  @Test
  void whoAsksForWhatIsNotThereAgainAndAgainIsEnded() throws IOException {
    try (RawPeer peer = RawPeer.meet(seed.address(), hash, "-HF0001-nothing")) {
      byte[] nothing = ask(new byte[32], 0, 2);
      for (int i = 0; i <= HashService.MAX_REFUSED; i++) {
        peer.send(nothing);
      }
      for (int i = 0; i < HashService.MAX_REFUSED; i++) {
        peer.await(RawPeer.HASH_REJECT);
      }
      assertThatThrownBy(() -> peer.await(RawPeer.HASH_REJECT)).isInstanceOf(EOFException.class);
    }
    requireService();
  }

  @Test
  void whoAsksForMoreThanIsWorkedOnIsEndedAndOthersAreServed() throws IOException {
    try (RawPeer peer = RawPeer.meet(seed.address(), hash, "-HF0001-greedy")) {
      try {
        while (true) {
          for (int piece = 0; piece < PIECES; piece++) {
            peer.send(ask(root, piece * 64, 2));
          }
        }
      } catch (IOException ended) {
        peer.awaitClose();
      }
    }
    requireService();
  }
}
