package io.minibit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of an encrypted connection, each in a channel of its own. */
class EncryptionHandlerTest {
  private static final InfoHash TORRENT = InfoHash.parse("ab".repeat(20));
  private static final byte[] FIRST = "the first payload".getBytes(StandardCharsets.US_ASCII);

  private final TorrentKeys torrents = new TorrentKeys();

  EncryptionHandlerTest() {
    for (int i = 0; i < 100; i++) {
      torrents.add(InfoHash.parse("%02x".formatted(i).repeat(20)));
    }
    torrents.add(TORRENT);
  }

  @Property(tries = 100)
  void bothSidesAgreeHoweverTheBytesAreCut(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 1500) int cut,
      @ForAll boolean encrypted,
      @ForAll boolean withFirst) {
    EncryptionPolicy policy = encrypted ? EncryptionPolicy.REQUIRED : EncryptionPolicy.ALLOWED;
    byte[] first = withFirst ? FIRST : new byte[0];
    try (Side dialling = dialling(TORRENT, first, policy, seed);
        Side listening = listening(EncryptionPolicy.ALLOWED, seed + 1)) {
      meet(dialling, listening, cut);
      CryptoMethod method = encrypted ? CryptoMethod.RC4 : CryptoMethod.PLAIN;
      assertThat(dialling.agreed.method()).isEqualTo(method);
      assertThat(listening.agreed.method()).isEqualTo(method);
      assertThat(listening.agreed.infoHash()).isEqualTo(TORRENT);
      assertThat(listening.heard()).isEqualTo(new String(first, StandardCharsets.US_ASCII));
      dialling.say("from A");
      listening.say("from B");
      assertThat(dialling.carry(listening, cut)).isNotEqualTo(encrypted ? "from A" : "");
      listening.carry(dialling, cut);
      assertThat(listening.heard()).isEqualTo("from A");
      assertThat(dialling.heard()).isEqualTo("from B");
      assertThat(dialling.isMounted()).isEqualTo(encrypted);
      assertThat(listening.isMounted()).isEqualTo(encrypted);
    }
  }

  @Test
  void aV2TorrentIsFoundByItsCutHash() {
    InfoHash v2 = InfoHash.parse("cd".repeat(32));
    torrents.add(v2);
    try (Side dialling = dialling(v2, FIRST, EncryptionPolicy.ALLOWED, 1);
        Side listening = listening(EncryptionPolicy.ALLOWED, 2)) {
      meet(dialling, listening, 100);
      assertThat(listening.agreed.infoHash()).isEqualTo(InfoHash.of(v2.truncated()));
    }
  }

  @Test
  void aTorrentThatIsNotHereAnyMoreIsRefused() {
    torrents.remove(TORRENT);
    try (Side dialling = dialling(TORRENT, FIRST, EncryptionPolicy.ALLOWED, 1);
        Side listening = listening(EncryptionPolicy.ALLOWED, 2)) {
      assertThatThrownBy(() -> meet(dialling, listening, 2000))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("a torrent not known here");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void aKeyThatAnybodyCanGuessIsRefused(int key) {
    byte[] bytes = new byte[KeyExchange.LENGTH];
    bytes[KeyExchange.LENGTH - 1] = (byte) key;
    try (Side listening = listening(EncryptionPolicy.ALLOWED, 2)) {
      assertThatThrownBy(() -> listening.hear(bytes))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("not a public key");
      assertThat(listening.channel.<Object>readOutbound()).isNull();
    }
  }

  /** Each side takes a key, the longest padding and its mark's length, and not a byte more. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void paddingWithoutEndIsRefused(boolean dials) {
    byte[] noise = new byte[KeyExchange.LENGTH + 512 + (dials ? 8 : 20)];
    new Random(3).nextBytes(noise);
    noise[0] = 0x7F;
    try (Side side =
        dials
            ? dialling(TORRENT, FIRST, EncryptionPolicy.ALLOWED, 1)
            : listening(EncryptionPolicy.ALLOWED, 1)) {
      side.hear(java.util.Arrays.copyOf(noise, noise.length - 1));
      byte[] last = {noise[noise.length - 1]};
      assertThatThrownBy(() -> side.hear(last))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("no mark");
      // Nothing more is heard from it.
      side.hear(noise);
      assertThat(side.heard()).isEmpty();
    }
  }

  /** A peer that shares the key and then says what cannot be. */
  @ParameterizedTest
  @CsvSource({
    "0,     3, 513, padding of 513 bytes",
    "0,     0,   0, methods 0",
    "0,    f0,   0, methods f0",
    "1,     3,   0, another key",
  })
  void whatCannotBeAgreedOnIsRefused(long zeros, String methods, int padding, String message) {
    try (Side listening = listening(EncryptionPolicy.ALLOWED, 2)) {
      KeyExchange liar = new KeyExchange(new SplittableRandom(9));
      listening.hear(liar.publicKey());
      ByteBuf answer = listening.channel.readOutbound();
      byte[] secret = liar.secret(ByteBufUtil.getBytes(answer, 0, KeyExchange.LENGTH));
      answer.release();
      byte[] head =
          java.nio.ByteBuffer.allocate(EncryptedHandshake.HEAD)
              .putLong(zeros)
              .putInt(Integer.parseInt(methods, 16))
              .putShort((short) padding)
              .array();
      EncryptedHandshake.initiatorCipher(secret, TORRENT).apply(head);
      listening.hear(EncryptedHandshake.begin(secret));
      listening.hear(EncryptedHandshake.mask(EncryptedHandshake.torrentName(TORRENT), secret));
      assertThatThrownBy(() -> listening.hear(head))
          .isInstanceOf(WireException.class)
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource({"3", "0", "1"})
  void aChoiceThatWasNotOfferedIsRefused(int choice) {
    try (Side dialling = dialling(TORRENT, FIRST, EncryptionPolicy.REQUIRED, 2)) {
      ByteBuf opening = dialling.channel.readOutbound();
      KeyExchange liar = new KeyExchange(new SplittableRandom(9));
      byte[] secret = liar.secret(ByteBufUtil.getBytes(opening, 0, KeyExchange.LENGTH));
      opening.release();
      byte[] head =
          java.nio.ByteBuffer.allocate(EncryptedHandshake.HEAD).putLong(0).putInt(choice).array();
      EncryptedHandshake.responderCipher(secret, TORRENT).apply(head);
      dialling.hear(liar.publicKey());
      assertThatThrownBy(() -> dialling.hear(head))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("method " + choice);
    }
  }

  @Test
  void nothingIsSentUnencryptedByMistake() {
    try (Side dialling = dialling(TORRENT, FIRST, EncryptionPolicy.REQUIRED, 1);
        Side listening = listening(EncryptionPolicy.REQUIRED, 2)) {
      ByteBuf early = Unpooled.directBuffer().writeByte(1);
      ChannelFuture tooEarly = dialling.channel.writeAndFlush(early);
      assertThat(tooEarly.cause()).isInstanceOf(IllegalStateException.class);
      assertThat(early.refCnt()).isZero();
      meet(dialling, listening, 2000);
      ChannelFuture region =
          dialling.channel.writeAndFlush(new DefaultFileRegion(Path.of("x").toFile(), 0, 1));
      assertThat(region.cause()).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatIsSharedStaysAsItIsWhenItIsSent() {
    try (Side dialling = dialling(TORRENT, FIRST, EncryptionPolicy.REQUIRED, 1);
        Side listening = listening(EncryptionPolicy.REQUIRED, 2)) {
      meet(dialling, listening, 2000);
      listening.heard();
      ByteBuf piece = Unpooled.directBuffer().writeBytes(FIRST);
      assertThat(dialling.channel.writeOutbound(piece.retainedDuplicate())).isTrue();
      assertThat(piece.refCnt()).isEqualTo(1);
      assertThat(ByteBufUtil.getBytes(piece)).isEqualTo(FIRST);
      piece.release();
    }
  }

  @Test
  void encryptionThatIsOffHasNoHandler() {
    assertThatThrownBy(() -> listening(EncryptionPolicy.OFF, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void meet(Side dialling, Side listening, int cut) {
    dialling.carry(listening, cut);
    listening.carry(dialling, cut);
    dialling.carry(listening, cut);
    listening.carry(dialling, cut);
  }

  private static Side dialling(InfoHash torrent, byte[] first, EncryptionPolicy policy, long seed) {
    return new Side(EncryptionHandler.dialling(torrent, first, policy, new SplittableRandom(seed)));
  }

  private Side listening(EncryptionPolicy policy, long seed) {
    return new Side(EncryptionHandler.listening(torrents, policy, new SplittableRandom(seed)));
  }

  /** One end of a connection. */
  private static final class Side implements AutoCloseable {
    private final EmbeddedChannel channel;
    private Encryption agreed;

    Side(EncryptionHandler handler) {
      channel =
          new EmbeddedChannel(
              handler,
              new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                  agreed = (Encryption) event;
                }
              });
    }

    void say(String text) {
      channel.writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    void hear(byte[] bytes) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    String heard() {
      StringBuilder text = new StringBuilder();
      for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
        text.append(part.toString(StandardCharsets.US_ASCII));
        part.release();
      }
      return text.toString();
    }

    /** Carries what this end sent to the other, so many bytes at a time, and tells what it was. */
    String carry(Side other, int cut) {
      StringBuilder seen = new StringBuilder();
      for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
        seen.append(sent.toString(StandardCharsets.ISO_8859_1));
        try {
          while (sent.isReadable()) {
            other.channel.writeInbound(sent.readBytes(Math.min(cut, sent.readableBytes())));
          }
        } finally {
          sent.release();
        }
      }
      return seen.toString();
    }

    boolean isMounted() {
      return channel.pipeline().get(EncryptionHandler.class) != null;
    }

    @Override
    public void close() {
      channel.finishAndReleaseAll();
    }
  }
}
