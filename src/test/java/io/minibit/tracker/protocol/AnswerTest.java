package io.minibit.tracker.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.LookupAnswer.Content;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  private static final InfoHash HASH = InfoHash.parse("ab".repeat(20));

  @Test
  void seedersAreWrittenAsOldClientsReadThem() {
    assertThat(text(new SeedersAnswer(List.of()).toBytes())).isEqualTo("[]");
    assertThat(text(new SeedersAnswer(List.of(peer("127.0.0.1", 7001))).toBytes()))
        .isEqualTo("[[\"127.0.0.1\",7001]]");
    assertThat(text(new SeedersAnswer(List.of(peer("10.0.0.1", 1), peer("fd00::1", 2))).toBytes()))
        .isEqualTo("[[\"10.0.0.1\",1],[\"fd00::1\",2]]");
  }

  @Test
  void contentsAreWrittenAsTheContractSays() {
    assertThat(
            text(
                new LookupAnswer(
                        List.of(new Content(HASH, OptionalLong.of(5), 2)),
                        List.of(peer("127.0.0.1", 7001)))
                    .toBytes()))
        .isEqualTo(
            "{\"contents\":[{\"infoHash\":\""
                + HASH
                + "\",\"size\":5,\"seeders\":2}],\"old\":[[\"127.0.0.1\",7001]]}");
  }

  @Test
  void answersComeBack() throws RefusedException {
    SeedersAnswer seeders = new SeedersAnswer(List.of(peer("10.0.0.1", 1), peer("fd00::1", 2)));
    assertThat(SeedersAnswer.parse(seeders.toBytes())).isEqualTo(seeders);
    LookupAnswer lookup =
        new LookupAnswer(
            List.of(
                new Content(HASH, OptionalLong.of(Long.MAX_VALUE), 2),
                new Content(InfoHash.parse("cd".repeat(32)), OptionalLong.empty(), 1)),
            seeders.seeders());
    assertThat(LookupAnswer.parse(lookup.toBytes())).isEqualTo(lookup);
  }

  @Test
  void readsPythonsSpacing() throws RefusedException {
    assertThat(
            SeedersAnswer.parse(bytes("[[\"127.0.0.1\", 7001], [\"10.0.0.2\", 7002]]")).seeders())
        .containsExactly(peer("127.0.0.1", 7001), peer("10.0.0.2", 7002));
  }

  @Test
  void pairsThatNobodyCanConnectToAreLeftOut() throws RefusedException {
    assertThat(
            SeedersAnswer.parse(
                    bytes(
                        "[[\"10.0.0.1\",0],[\"10.0.0.1\",65536],[\"10.0.0.1\",\"1\"],[\"10.0.0.1\"],"
                            + "[\"10.0.0.1\",1,1],[1,\"10.0.0.1\"],[\"evil.example\",1],[],{},null,7,"
                            + "[[\"10.0.0.1\",1]],[\"0.0.0.0\",1],[\"224.0.0.1\",1],[\"::\",1],"
                            + "[\"255.255.255.255\",1],[\"10.0.0.1\",99999999999999999999],"
                            + "[\"10.0.0.9\",9]]"))
                .seeders())
        .containsExactly(peer("10.0.0.9", 9));
  }

  @Test
  void noMorePairsThanTheCapAreKept() throws RefusedException {
    String pairs = "[\"10.0.0.1\",1],".repeat(AddressPairs.MAX_PAIRS) + "[\"10.0.0.2\",2]";
    assertThat(SeedersAnswer.parse(bytes("[" + pairs + "]")).seeders())
        .hasSize(AddressPairs.MAX_PAIRS)
        .doesNotContain(peer("10.0.0.2", 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{}",
        "\"\"",
        "7",
        "[",
        "[[\"10.0.0.1\",1]",
        "[]]",
        "[] []",
        "[[[[[[[[[[[[[[[[[[["
      })
  void whatIsNoListIsRefused(String answer) {
    assertThatThrownBy(() -> SeedersAnswer.parse(bytes(answer)))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"contents\":7}",
        "{\"contents\":[7]}",
        "{\"contents\":[{}]}",
        "{\"contents\":[{\"infoHash\":\"x\"}]}",
        "{\"contents\":[{\"infoHash\":7}]}",
        "{\"contents\":[{\"infoHash\":\"abababababababababababababababababababab\",\"size\":-1}]}",
        "{\"contents\":[{\"infoHash\":\"abababababababababababababababababababab\",\"size\":1e9}]}",
        "{\"contents\":[{\"infoHash\":\"abababababababababababababababababababab\",\"seeders\":4294967296}]}",
        "{\"contents\":[]",
        "{\"contents\":[]}x"
      })
  void whatIsNoLookupAnswerIsRefused(String answer) {
    assertThatThrownBy(() -> LookupAnswer.parse(bytes(answer)))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void fieldsToComeAreIgnored() throws RefusedException {
    assertThat(LookupAnswer.parse(bytes("{\"v\":{\"a\":[1]},\"contents\":[],\"old\":{}}")))
        .isEqualTo(new LookupAnswer(List.of(), List.of()));
  }

  @Property
  void anyBytesAreAnAnswerOrRefused(@ForAll @Size(max = 100) byte[] bytes) {
    for (byte opening : new byte[] {'[', '{'}) {
      byte[] answer = new byte[bytes.length + 1];
      answer[0] = opening;
      System.arraycopy(bytes, 0, answer, 1, bytes.length);
      try {
        SeedersAnswer.parse(answer);
      } catch (RefusedException expected) {
        assertThat(expected.refusal()).isNotNull();
      }
      try {
        LookupAnswer.parse(answer);
      } catch (RefusedException expected) {
        assertThat(expected.refusal()).isNotNull();
      }
    }
  }

  private static PeerAddress peer(String ip, int port) {
    return PeerAddress.parse(ip, port).orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
