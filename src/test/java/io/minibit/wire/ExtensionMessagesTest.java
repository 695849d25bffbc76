package io.minibit.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionMessagesTest {
  @Test
  void aHandshakeIsReadAsItWasWritten() {
    ExtensionHandshake ours =
        new ExtensionHandshake(
            new TreeMap<>(Map.of("ut_metadata", 1, "ut_pex", 2)),
            "minibit",
            OptionalInt.of(6881),
            OptionalInt.of(2000),
            OptionalInt.of(262_144),
            OptionalInt.of(31235),
            true);
    PeerMessage.Extended message = ours.toMessage();
    assertThat(message.id()).isZero();
    assertThat(text(message.payload()))
        .isEqualTo(
            "d1:md11:ut_metadatai1e6:ut_pexi2ee8:mb_blocki262144e13:metadata_sizei31235e1:pi6881e4:reqqi2000e"
                + "11:upload_onlyi1e1:v7:minibite");
    assertThat(ExtensionHandshake.read(message.payload())).isEqualTo(ours);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "de",
        "d1:m3:abce",
        "d1:mi1e1:pi70000e4:reqqi-1e1:vi7ee",
        "d1:mde13:metadata_sizei-1e11:upload_only1:1e",
        "d13:metadata_sizei2147483648ee",
        "d1:pi0e4:reqqi99999999999ee",
        "d8:mb_blocki16383ee",
        "d1:md6:ut_pexi256e3:foo1:xee",
      })
  void aFieldOfNoUseIsAsGoodAsAbsent(String payload) {
    ExtensionHandshake read = ExtensionHandshake.read(bytes(payload));
    assertThat(read)
        .isEqualTo(
            new ExtensionHandshake(
                new TreeMap<>(),
                "",
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                false));
  }

  @ParameterizedTest
  @CsvSource({"16384, 16384", "40000, 32768", "2147483647, 1048576"})
  void theLargestRequestIsCutToWholeBlocksAndToWhatIsEverNegotiated(int said, int read) {
    assertThat(ExtensionHandshake.read(bytes("d8:mb_blocki" + said + "ee")).largestRequest())
        .hasValue(read);
  }

  @Test
  void aHugeDictionaryOfNamesIsNotKept() {
    StringBuilder names = new StringBuilder("d1:md");
    for (int i = 10_000; i < 11_000; i++) {
      names.append("5:").append(i).append("i1e");
    }
    assertThat(ExtensionHandshake.read(bytes(names + "ee")).messages())
        .hasSize(ExtensionHandshake.MAX_MESSAGES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "i1e", "le", "d", "d1:m", "99999999999:", "d1:vi-0ee"})
  void whatIsNoDictionaryIsABreach(String payload) {
    assertThatThrownBy(() -> ExtensionHandshake.read(bytes(payload)))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> UtMetadata.read(bytes(payload))).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> UtPex.read(bytes(payload))).isInstanceOf(WireException.class);
  }

  @Test
  void metadataIsAskedForGivenAndRefused() {
    for (UtMetadata message :
        List.of(
            new UtMetadata.Request(3),
            new UtMetadata.Reject(3),
            new UtMetadata.Data(1, UtMetadata.BLOCK + 2, bytes("xy")))) {
      assertThat(message.toMessage(7).id()).isEqualTo(7);
      assertThat(UtMetadata.read(message.toMessage(7).payload())).isEqualTo(message);
    }
    assertThat(
            text(new UtMetadata.Data(1, UtMetadata.BLOCK + 2, bytes("xy")).toMessage(7).payload()))
        .isEqualTo("d8:msg_typei1e5:piecei1e10:total_sizei16386eexy");
    assertThat(UtMetadata.read(bytes("d8:msg_typei9e5:piecei0ee"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "d8:msg_typei0ee",
    "d5:piecei0ee",
    "d8:msg_typei0e5:piecei-1ee",
    "d8:msg_typei0e5:piecei1024ee",
    "d8:msg_typei1e5:piecei0ee",
    "d8:msg_typei1e5:piecei0e10:total_sizei0eex",
    "d8:msg_typei1e5:piecei0e10:total_sizei-1eex",
    "d8:msg_typei1e5:piecei0e10:total_sizei2147483648eex",
    "d8:msg_typei1e5:piecei0e10:total_sizei2eex",
    "d8:msg_typei1e5:piecei0e10:total_sizei2eexyz",
    "d8:msg_typei1e5:piecei1e10:total_sizei2eexy",
  })
  void metadataThatCannotBeIsABreach(String payload) {
    assertThatThrownBy(() -> UtMetadata.read(bytes(payload))).isInstanceOf(WireException.class);
  }

  @Test
  void peersAreExchangedInBothFamilies() {
    InetSocketAddress four = new InetSocketAddress("10.0.0.1", 6881);
    InetSocketAddress six = new InetSocketAddress("2001:db8::1", 6882);
    UtPex pex =
        new UtPex(List.of(new UtPex.Added(four, 2), new UtPex.Added(six, 16)), List.of(six, four));
    UtPex read = UtPex.read(pex.toMessage(1).payload());
    assertThat(read.added()).containsExactlyElementsOf(pex.added());
    assertThat(read.dropped()).containsExactlyInAnyOrder(four, six);
  }

  @Test
  void peersThatCannotBeAreLeftOutAndManyAreCut() {
    String good = "\012\000\000\001\020\001";
    String noPort = "\012\000\000\001\000\000";
    String anywhere = "\000\000\000\000\020\001";
    String multicast = "\340\000\000\001\020\001";
    UtPex few = UtPex.read(bytes("d5:added26:" + good + noPort + anywhere + multicast + "xxe"));
    assertThat(few.added())
        .containsExactly(new UtPex.Added(new InetSocketAddress("10.0.0.1", 4097), 0));
    UtPex many = UtPex.read(bytes("d5:added6000:" + good.repeat(1000) + "e"));
    assertThat(many.added()).hasSize(UtPex.MAX_PEERS);
    assertThat(UtPex.read(bytes("d5:addedi1e7:droppedlee")).added()).isEmpty();
  }

  @Test
  void aPieceMayGo() {
    assertThat(LtDontHave.read(new LtDontHave(70_000).toMessage(4).payload()))
        .isEqualTo(new LtDontHave(70_000));
    for (String payload : List.of("", "abc", "abcde", "\377\377\377\377")) {
      assertThatThrownBy(() -> LtDontHave.read(bytes(payload))).isInstanceOf(WireException.class);
    }
  }

  private static ByteString bytes(String latin1) {
    return ByteString.of(latin1.getBytes(ISO_8859_1));
  }

  private static String text(ByteString bytes) {
    return new String(bytes.toBytes(), ISO_8859_1);
  }
}
