package io.minibit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageCodecTest {
  private static final int PIECES = 100;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00000000 | KeepAlive[]",
        "0000000100 | Choke[]",
        "0000000101 | Unchoke[]",
        "0000000102 | Interested[]",
        "0000000103 | NotInterested[]",
        "000000050400000007 | Have[piece=7]",
        "0000000d06000000010000400000004000 | Request[piece=1, begin=16384, length=16384]",
        "0000000d08000000010000400000004000 | Cancel[piece=1, begin=16384, length=16384]",
        "00000003091ae1 | Port[port=6881]",
        "000000050d00000007 | SuggestPiece[piece=7]",
        "000000010e | HaveAll[]",
        "000000010f | HaveNone[]",
        "0000000d10000000010000400000004000 | Reject[piece=1, begin=16384, length=16384]",
        "000000051100000007 | AllowedFast[piece=7]",
      })
  void bytesAndMessagesAreAsTheProtocolsSay(String hex, String text) {
    List<PeerMessage> messages = decode(limits(), HexFormat.of().parseHex(hex));
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0)).hasToString(text);
    assertThat(HexFormat.of().formatHex(encode(messages))).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8000000006 | REQUEST of 2147483648 bytes",
        "ffffffff07 | PIECE of 4294967295 bytes",
        "0000000500000000 | CHOKE of 5 bytes",
        "0000000204 | HAVE of 2 bytes",
        "0000000d04 | HAVE of 13 bytes",
        "0000000c06 | REQUEST of 12 bytes",
        "0000000f05 | BITFIELD of 15 bytes",
        "0000000d05 | BITFIELD of 13 bytes",
        "0000000105 | BITFIELD of 1 bytes",
        "0000400a07 | PIECE of 16394 bytes",
        "0000000907 0000000100000000 | an empty block",
        "0000800314 | EXTENDED of 32771 bytes",
        "0000000114 | EXTENDED of 1 bytes",
        "0000003215 | HASH_REQUEST of 50 bytes",
        "0001001563 | unknown message 99 of 65557 bytes",
        "0000000504 ffffffff | piece 4294967295",
        "0000000504 00000064 | piece 100 of 100",
        "0000000d06 00000001 ffffffff 00004000 | offset 4294967295",
        "0000000d06 00000001 00000000 80000000 | length 2147483648",
      })
  void aBreachEndsTheConnectionBeforeAnythingIsStored(String hex, String message) {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder(limits()));
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(bytes)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(message.strip());
    // Nothing more is heard from it.
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 1, 0}));
    assertThat(channel.<Object>readInbound()).isNull();
    channel.finishAndReleaseAll();
  }

  @Test
  void aBitfieldMayHaveAnyLengthUntilThePiecesAreKnown() {
    byte[] bytes = HexFormat.of().parseHex("0000000305ff80");
    PeerMessage expected = new PeerMessage.Bitfield(ByteString.of((byte) 0xFF, (byte) 0x80));
    assertThat(decode(new Limits(), bytes)).containsExactly(expected);
  }

  @Test
  void anUnknownMessageIsSkipped() {
    byte[] bytes =
        HexFormat.of().parseHex("00000004636162630000000101" + "0000000163" + "0000000100");
    assertThat(decode(limits(), bytes))
        .containsExactly(new PeerMessage.Unchoke(), new PeerMessage.Choke());
  }

  @Test
  void aBlockInOneReadIsASliceOfIt() {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder(limits()));
    ByteBuf read = Unpooled.directBuffer();
    MessageWriter.writeBlockHeader(3, 16384, 4, read);
    read.writeBytes(new byte[] {1, 2, 3, 4});
    channel.writeInbound(read.retain());
    PeerMessage.Block block = channel.readInbound();
    assertThat(block.block().memoryAddress()).isEqualTo(read.memoryAddress() + 13);
    assertThat(read.refCnt()).isEqualTo(2);
    block.block().release();
    assertThat(read.refCnt()).isEqualTo(1);
    read.release();
    channel.finishAndReleaseAll();
  }

  @Test
  void halfAFrameIsReleasedWhenTheConnectionGoes() {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder(limits()));
    ByteBuf half = Unpooled.directBuffer();
    MessageWriter.writeBlockHeader(3, 0, 16384, half);
    half.writeZero(1000);
    channel.writeInbound(half);
    // The leak detector of the build is paranoid: what is not released here is reported.
    channel.finishAndReleaseAll();
    assertThat(half.refCnt()).isZero();
  }

  @Test
  void blocksGrowOnlyWhereThatWasNegotiated() {
    Limits limits = limits();
    limits.block(1 << 20);
    ByteBuf read = Unpooled.buffer();
    MessageWriter.writeBlockHeader(3, 0, 1 << 20, read);
    read.writeZero(1 << 20);
    List<PeerMessage> messages = decode(limits, ByteBufUtil.getBytes(read));
    PeerMessage.Block block = (PeerMessage.Block) messages.get(0);
    assertThat(block.block().readableBytes()).isEqualTo(1 << 20);
    block.block().release();
    assertThatThrownBy(() -> limits.block((1 << 20) + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void smallMessagesShareAWriteAndBlocksGoByReference() {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageEncoder());
    ByteBuf payload = Unpooled.directBuffer().writeBytes(new byte[] {9, 9});
    queue(channel, new PeerMessage.Have(1));
    queue(channel, new PeerMessage.Request(1, 0, 16384));
    queue(channel, new PeerMessage.Block(1, 0, payload));
    queue(channel, new PeerMessage.Have(2));
    assertThat(channel.<Object>readOutbound()).isNull();
    channel.flush();
    ByteBuf first = channel.readOutbound();
    ByteBuf second = channel.readOutbound();
    ByteBuf third = channel.readOutbound();
    assertThat(first.readableBytes()).isEqualTo(9 + 17 + 13);
    assertThat(second).isSameAs(payload);
    assertThat(third.readableBytes()).isEqualTo(9);
    first.release();
    second.release();
    third.release();
    channel.finishAndReleaseAll();
  }

  @Property(tries = 300)
  void anySplitOfTheStreamGivesTheSameMessages(
      @ForAll("messages") List<PeerMessage> messages,
      @ForAll @IntRange(min = 1, max = 40) int cut) {
    byte[] stream = encode(messages);
    EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder(limits()));
    for (int from = 0; from < stream.length; from += cut) {
      int size = Math.min(cut, stream.length - from);
      channel.writeInbound(Unpooled.copiedBuffer(stream, from, size));
    }
    List<PeerMessage> heard = new ArrayList<>();
    for (PeerMessage m = channel.readInbound(); m != null; m = channel.readInbound()) {
      heard.add(m);
    }
    assertThat(HexFormat.of().formatHex(encode(heard))).isEqualTo(HexFormat.of().formatHex(stream));
    channel.finishAndReleaseAll();
  }

  @Provide
  Arbitrary<List<PeerMessage>> messages() {
    Arbitrary<Integer> piece = Arbitraries.integers().between(0, PIECES - 1);
    Arbitrary<Integer> number = Arbitraries.integers().greaterOrEqual(0);
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(100);
    Arbitrary<HashRange> range =
        Combinators.combine(
                Arbitraries.bytes().array(byte[].class).ofSize(32), number, number, number, number)
            .as((b, w, x, y, z) -> new HashRange(ByteString.of(b), w, x, y, z));
    Arbitrary<PeerMessage> any =
        Arbitraries.oneOf(
            Arbitraries.of(
                new PeerMessage.KeepAlive(), new PeerMessage.Choke(), new PeerMessage.HaveAll()),
            piece.map(PeerMessage.Have::new),
            Combinators.combine(piece, number, number).as(PeerMessage.Request::new),
            Combinators.combine(piece, number, number).as(PeerMessage.Reject::new),
            Combinators.combine(piece, number, bytes)
                .as((p, n, b) -> new PeerMessage.Block(p, n, Unpooled.wrappedBuffer(b))),
            Arbitraries.bytes()
                .array(byte[].class)
                .ofSize((PIECES + 7) / 8)
                .map(b -> new PeerMessage.Bitfield(ByteString.of(b))),
            Combinators.combine(Arbitraries.integers().between(0, 255), bytes)
                .as((id, b) -> new PeerMessage.Extended(id, ByteString.of(b))),
            range.map(PeerMessage.HashRequest::new),
            Combinators.combine(range, Arbitraries.bytes().array(byte[].class).ofSize(96))
                .as((r, b) -> new PeerMessage.Hashes(r, ByteString.of(b))));
    return any.list().ofMinSize(1).ofMaxSize(20);
  }

  private static void queue(EmbeddedChannel channel, PeerMessage message) {
    var unused = channel.write(message);
  }

  private static Limits limits() {
    Limits limits = new Limits();
    limits.pieces(PIECES);
    return limits;
  }

  private static List<PeerMessage> decode(Limits limits, byte[] bytes) {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder(limits));
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    List<PeerMessage> messages = new ArrayList<>();
    for (PeerMessage m = channel.readInbound(); m != null; m = channel.readInbound()) {
      messages.add(m);
    }
    channel.finishAndReleaseAll();
    return messages;
  }

  /** All as bytes; blocks are released. */
  private static byte[] encode(List<PeerMessage> messages) {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageEncoder());
    messages.forEach(message -> queue(channel, message));
    channel.flush();
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    channel.finishAndReleaseAll();
    return ByteBufUtil.getBytes(all);
  }
}
