package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers should not say, said to a seed over a real socket, and an honest one after it. */
@ExtendWith(VertxExtension.class)
class HostilePeerTest {
  private static final int PIECE = 64 * 1024;
  private static final int SIZE = 1_100_000;
  private static final int PIECES = (SIZE + PIECE - 1) / PIECE;
  private static final int BITFIELD = 3;
  private static final int BLOCK = 16 * 1024;

  @TempDir private Path temp;
  private LoopbackPeer seed;
  private InfoHash hash;
  private Path source;

  @BeforeEach
  void startSeed(Vertx vertx) throws Exception {
    source = SwarmContent.file(temp.resolve("seed/content.bin"), SIZE, 5);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    hash = torrent.hashes().id();
    seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
    seed.begin(torrent);
    seed.await("STATE SEEDING");
  }

  @AfterEach
  void close() {
    seed.close();
  }

  private RawPeer meet(String id) throws IOException {
    return RawPeer.meet(seed.address(), hash, id);
  }

  /** The seed is still there, and gives what it has. */
  private void requireService() throws IOException {
    try (RawPeer honest = meet("-HO0001-honest")) {
      honest.say(RawPeer.HAVE_NONE);
      honest.say(RawPeer.INTERESTED);
      honest.await(RawPeer.UNCHOKE);
      requireBlock(honest);
    }
  }

  private static void requireBlock(RawPeer peer) throws IOException {
    peer.say(RawPeer.REQUEST, RawPeer.ints(0, 0, BLOCK));
    assertThat(peer.await(RawPeer.PIECE).body().remaining()).isEqualTo(8 + BLOCK);
  }

  /** One that may ask. */
  private RawPeer unchoked() throws IOException {
    RawPeer peer = meet("-AS0001-asking");
    peer.say(RawPeer.HAVE_NONE);
    peer.say(RawPeer.INTERESTED);
    peer.await(RawPeer.UNCHOKE);
    return peer;
  }

  @ParameterizedTest
  @CsvSource({
    "80000000, 07", // A block of 2 GiB.
    "FFFFFFFF, 14",
    "00100000, 04", // A have of 1 MiB.
    "00020000, 05", // A bitfield of another torrent.
    "01000000, 63", // Of a type that nobody knows.
  })
  void aFrameThatIsTooLongForItsTypeIsClosedAtItsHead(String length, String type)
      throws IOException {
    try (RawPeer peer = meet("-FR0001-frames")) {
      peer.send(
          ByteBuffer.allocate(5)
              .putInt(Integer.parseUnsignedInt(length, 16))
              .put((byte) Integer.parseInt(type, 16))
              .array());
      peer.awaitClose();
    }
    requireService();
  }

  @Test
  void fiveHundredSilentSocketsKeepNobodyWaiting() throws IOException {
    List<RawPeer> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        RawPeer peer = RawPeer.dial(seed.address(), "127.0.0." + (10 + i % 50));
        peer.send((byte) 19, (byte) 'B');
        silent.add(peer);
      }
      requireService();
      // As many as may be half-open still are: nobody had to run out of time first.
      for (RawPeer peer : silent.subList(500 - 250, 500)) {
        assertThat(peer.isLeftOpen()).isTrue();
      }
    } finally {
      silent.forEach(RawPeer::close);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 16384",
    "1000000, 0, 16384",
    "0, -1, 16384",
    "0, 65536, 16384",
    "0, 65535, 2",
    "16, 49152, 16384", // Over the end of the last piece.
    "0, 0, 0",
    "0, 0, -1",
    "0, 0, 2147483647",
    "0, 0, 1048576",
  })
  void aRequestThatCannotBeEndsTheConnection(int piece, int begin, int length) throws IOException {
    try (RawPeer peer = unchoked()) {
      peer.say(RawPeer.REQUEST, RawPeer.ints(piece, begin, length));
      peer.awaitClose();
    }
    requireService();
  }

  @Test
  void aRequestAcrossBlocksIsServed() throws IOException {
    try (RawPeer peer = unchoked()) {
      peer.say(RawPeer.REQUEST, RawPeer.ints(1, 1000, 20_000));
      RawPeer.Frame block = peer.await(RawPeer.PIECE);
      assertThat(block.body().remaining()).isEqualTo(8 + 20_000);
    }
  }

  @Test
  void requestsOfAChokedPeerAreRejectedAndAFloodOfThemIsEnded() throws IOException {
    try (RawPeer peer = meet("-CH0001-choked")) {
      peer.say(RawPeer.HAVE_NONE);
      peer.say(RawPeer.REQUEST, RawPeer.ints(3, 0, BLOCK));
      ByteBuffer rejected = peer.await(RawPeer.REJECT).body();
      assertThat(rejected).isEqualTo(ByteBuffer.wrap(RawPeer.ints(3, 0, BLOCK)));
      byte[] request = RawPeer.frame(RawPeer.REQUEST, RawPeer.ints(3, 0, BLOCK));
      sendUntilClosed(peer, request, 100_000);
      peer.awaitClose();
    }
    requireService();
  }

  /** Sends it again and again, for as long as the other end takes it. */
  private static void sendUntilClosed(RawPeer peer, byte[] bytes, int times) {
    try {
      for (int i = 0; i < times; i++) {
        peer.send(bytes);
      }
    } catch (IOException closed) {
      // As is to be hoped.
    }
  }

  @Test
  void whoAsksForFarMoreThanTheQueueHoldsIsRejectedAndDropped() throws IOException {
    try (RawPeer peer = unchoked()) {
      byte[] request = RawPeer.frame(RawPeer.REQUEST, RawPeer.ints(0, 0, BLOCK));
      peer.socket().setReceiveBufferSize(1024);
      sendUntilClosed(peer, request, 200_000);
      peer.awaitClose();
    }
    requireService();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 300})
  void aBitfieldOfTheWrongLengthEndsTheConnection(int length) throws IOException {
    try (RawPeer peer = meet("-BF0001-bits")) {
      peer.say(RawPeer.BITFIELD, new byte[length]);
      peer.awaitClose();
    }
    requireService();
  }

  @Test
  void aBitfieldWithSpareBitsEndsTheConnection() throws IOException {
    try (RawPeer peer = meet("-SB0001-spare")) {
      peer.say(RawPeer.BITFIELD, (byte) 0, (byte) 0, (byte) 0x40);
      peer.awaitClose();
    }
    requireService();
  }

  @ParameterizedTest
  @ValueSource(ints = {PIECES, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aHaveOutOfRangeEndsTheConnection(int piece) throws IOException {
    try (RawPeer peer = meet("-HV0001-have")) {
      peer.say(RawPeer.HAVE_NONE);
      peer.say(RawPeer.HAVE, RawPeer.ints(piece));
      peer.awaitClose();
    }
    requireService();
  }

  @Test
  void aMillionHavesAreHarmless() throws IOException {
    try (RawPeer peer = meet("-MH0001-haves")) {
      peer.say(RawPeer.HAVE_NONE);
      ByteBuffer thousand = ByteBuffer.allocate(9000);
      for (int i = 0; i < 1000; i++) {
        thousand.put(RawPeer.frame(RawPeer.HAVE, RawPeer.ints(i % 2)));
      }
      for (int i = 0; i < 1000; i++) {
        peer.send(thousand.array());
      }
      peer.say(RawPeer.INTERESTED);
      peer.await(RawPeer.UNCHOKE);
      requireBlock(peer);
    }
  }

  @Test
  void theLastWordOnOnesPiecesCounts() throws IOException {
    try (RawPeer peer = meet("-LW0001-words")) {
      peer.say(RawPeer.BITFIELD, new byte[BITFIELD]);
      peer.say(RawPeer.HAVE_NONE);
      peer.say(RawPeer.BITFIELD, (byte) 0x80, (byte) 0, (byte) 0);
      peer.say(RawPeer.INTERESTED);
      peer.say(RawPeer.BITFIELD, (byte) 0x80, (byte) 0, (byte) 0);
      peer.await(RawPeer.UNCHOKE);
      requireBlock(peer);
    }
  }

  @Test
  void twoSeedsPart() throws IOException {
    try (RawPeer peer = meet("-SE0001-seed")) {
      peer.say(RawPeer.HAVE_NONE);
      peer.say(RawPeer.HAVE_ALL);
      peer.awaitClose();
    }
    requireService();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "i5e",
        "le",
        "d",
        "d1:mi3ee",
        "d1:md11:ut_metadatai-5e6:ut_pex3:abcee",
        "d13:metadata_sizei-1e4:reqqi-7e1:pi99999ee",
        "d13:metadata_sizei2147483648e4:reqq3:abc1:pi0ee",
        "d11:upload_only3:yes1:vi7ee",
      })
  void anExtensionHandshakeOfNonsenseEndsItselfAlone(String bencoded) throws IOException {
    try (RawPeer peer = meet("-EX0001-extension")) {
      try {
        peer.extend(0, bencoded);
        peer.say(RawPeer.HAVE_NONE);
        peer.say(RawPeer.INTERESTED);
        peer.await(RawPeer.UNCHOKE);
      } catch (IOException closed) {
        assertThat(bencoded).as("what is no dictionary is a breach").doesNotStartWith("d1");
      }
    }
    requireService();
  }

  @Test
  void anExtensionHandshakeOfTwoThousandNamesIsRead() throws IOException {
    StringBuilder names = new StringBuilder("d1:md");
    for (int i = 1000; i < 3000; i++) {
      names.append("5:x").append(i).append("i").append(i % 256).append('e');
    }
    try (RawPeer peer = meet("-EN0001-names")) {
      peer.extend(0, names.append("ee").toString());
      peer.extend(0, "d1:md11:ut_metadatai7e6:ut_pexi7eee");
      peer.say(RawPeer.HAVE_NONE);
      peer.say(RawPeer.INTERESTED);
      peer.await(RawPeer.UNCHOKE);
      requireBlock(peer);
    }
  }

  @Test
  void aFalsePromiseOfV2IsNotBelieved() throws IOException {
    byte[] reserved = new byte[8];
    reserved[5] = 0x10;
    reserved[7] = 0x14;
    try (RawPeer peer = RawPeer.dial(seed.address(), "127.0.0.1")) {
      peer.handshake(hash, "-V20001-two", reserved);
      peer.readHandshake();
      peer.say(RawPeer.HAVE_NONE);
      peer.say(RawPeer.INTERESTED);
      peer.await(RawPeer.UNCHOKE);
      requireBlock(peer);
    }
  }

  @Test
  void aTorrentThatIsNotHereIsAnsweredWithTheEnd() throws IOException {
    try (RawPeer peer = RawPeer.dial(seed.address(), "127.0.0.1")) {
      peer.handshake(InfoHash.of(new byte[20]), "-NO0001-nothing");
      peer.awaitClose();
    }
    requireService();
  }

  @Test
  void ofTwoConnectionsWithOneIdTheFirstStays() throws IOException {
    try (RawPeer first = meet("-TW0001-twice")) {
      first.say(RawPeer.HAVE_NONE);
      first.say(RawPeer.INTERESTED);
      first.await(RawPeer.UNCHOKE);
      try (RawPeer second = meet("-TW0001-twice")) {
        second.awaitClose();
      }
      requireBlock(first);
    }
  }
}
