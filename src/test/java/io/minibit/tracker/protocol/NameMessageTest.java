package io.minibit.tracker.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.NameMessage.Exit;
import io.minibit.tracker.protocol.NameMessage.Heartbeat;
import io.minibit.tracker.protocol.NameMessage.Lookup;
import io.minibit.tracker.protocol.NameMessage.Register;
import io.minibit.tracker.protocol.NameMessage.Request;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NameMessageTest {
  private static final String SHA1 = "0123456789abcdef0123456789abcdef01234567";
  private static final String SHA256 = SHA1 + "89abcdef0123456789abcdef";

  @Test
  void readsWhatOldClientsWrite() throws RefusedException {
    assertThat(parse("{\"action\": \"REGISTER\", \"filename\": \"a.txt\", \"port\": 7001}"))
        .isEqualTo(register("a.txt", 7001));
    assertThat(parse("{\"action\":\"REQUEST\",\"filename\":\"a.txt\"}"))
        .isEqualTo(new Request("a.txt", Optional.empty()));
    assertThat(parse("{\"action\":\"HEARTBEAT\",\"port\":7001}")).isEqualTo(new Heartbeat(7001));
    assertThat(parse("{\"port\":7001,\"action\":\"EXIT\"}")).isEqualTo(new Exit(7001));
  }

  @Test
  void readsNamesThatOldClientsEscape() throws RefusedException {
    assertThat(
            parse("{\"action\": \"REQUEST\", \"filename\": \"gr\\u00fc\\u00df \\ud83d\\ude00\"}"))
        .isEqualTo(new Request("grüß 😀", Optional.empty()));
  }

  @Test
  void writesByteForByteWhatOldTrackersRead() {
    assertThat(text(register("a.txt", 7001)))
        .isEqualTo("{\"action\":\"REGISTER\",\"filename\":\"a.txt\",\"port\":7001}");
    assertThat(text(new Request("a.txt", Optional.empty())))
        .isEqualTo("{\"action\":\"REQUEST\",\"filename\":\"a.txt\"}");
    assertThat(text(new Heartbeat(7001))).isEqualTo("{\"action\":\"HEARTBEAT\",\"port\":7001}");
    assertThat(text(new Exit(7001))).isEqualTo("{\"action\":\"EXIT\",\"port\":7001}");
    assertThat(text(new Lookup("a.txt")))
        .isEqualTo("{\"action\":\"LOOKUP\",\"filename\":\"a.txt\"}");
  }

  @Test
  void newFieldsFollowTheOldOnes() {
    Optional<InfoHash> id = Optional.of(InfoHash.parse(SHA1));
    assertThat(text(new Register("a", 1, id, OptionalLong.of(0))))
        .isEqualTo(
            "{\"action\":\"REGISTER\",\"filename\":\"a\",\"port\":1,\"infoHash\":\""
                + SHA1
                + "\",\"size\":0}");
    assertThat(text(new Request("a", id)))
        .isEqualTo("{\"action\":\"REQUEST\",\"filename\":\"a\",\"infoHash\":\"" + SHA1 + "\"}");
  }

  @Test
  void lowersInfoHashes() throws RefusedException {
    String json =
        "{\"action\":\"REGISTER\",\"filename\":\"a\",\"port\":1,\"infoHash\":\"%s\",\"size\":5}";
    assertThat(parse(json.formatted(SHA256.toUpperCase(java.util.Locale.ROOT))))
        .isEqualTo(new Register("a", 1, Optional.of(InfoHash.parse(SHA256)), OptionalLong.of(5)));
  }

  @Test
  void ignoresFieldsToCome() throws RefusedException {
    assertThat(parse("{\"v\":{\"deep\":[[1.5e9,null]]},\"action\":\"EXIT\",\"port\":9,\"x\":\"\"}"))
        .isEqualTo(new Exit(9));
  }

  @Test
  void takesTheLongestNameEvenWhenEveryByteOfItIsEscaped() throws RefusedException {
    String longest = "\\u0001".repeat(NameMessage.MAX_FILENAME_BYTES);
    assertThat(parse("{\"action\":\"LOOKUP\",\"filename\":\"" + longest + "\"}"))
        .isEqualTo(new Lookup("\u0001".repeat(NameMessage.MAX_FILENAME_BYTES)));
  }

  static Stream<Arguments> nonsense() {
    String register = "{\"action\":\"REGISTER\",\"filename\":\"a\",\"port\":%s}";
    String hashed = "{\"action\":\"REGISTER\",\"filename\":\"a\",\"port\":1,\"infoHash\":%s}";
    String named = "{\"action\":\"REQUEST\",\"filename\":%s}";
    return Stream.of(
        refused("nothing", "", Refusal.EMPTY),
        refused("a bare word", "hello", Refusal.NOT_A_NAME_MESSAGE),
        refused("an array", "[]", Refusal.NOT_A_NAME_MESSAGE),
        refused("a leading space", " {\"action\":\"EXIT\",\"port\":1}", Refusal.NOT_A_NAME_MESSAGE),
        refused("an empty object", "{}", Refusal.MISSING_FIELD),
        refused("a lone brace", "{", Refusal.NOT_JSON),
        refused("an unclosed object", "{\"action\":\"EXIT\",\"port\":1", Refusal.NOT_JSON),
        refused("an unclosed string", "{\"action\":\"EXI", Refusal.NOT_JSON),
        refused("a second object", "{\"action\":\"EXIT\",\"port\":1}{}", Refusal.NOT_JSON),
        refused("a tail", "{\"action\":\"EXIT\",\"port\":1}x", Refusal.NOT_JSON),
        refused("single quotes", "{'action':'EXIT','port':1}", Refusal.NOT_JSON),
        refused("no action", "{\"port\":1}", Refusal.MISSING_FIELD),
        refused("an unknown action", "{\"action\":\"register\"}", Refusal.UNKNOWN_ACTION),
        refused("a numeric action", "{\"action\":1}", Refusal.WRONG_TYPE),
        refused("a null action", "{\"action\":null}", Refusal.WRONG_TYPE),
        refused("no port", "{\"action\":\"REGISTER\",\"filename\":\"a\"}", Refusal.MISSING_FIELD),
        refused("no filename", "{\"action\":\"REGISTER\",\"port\":1}", Refusal.MISSING_FIELD),
        refused("port 0", register.formatted("0"), Refusal.BAD_PORT),
        refused("port 65536", register.formatted("65536"), Refusal.BAD_PORT),
        refused("port -1", register.formatted("-1"), Refusal.BAD_PORT),
        refused("port 2^64", register.formatted("18446744073709551616"), Refusal.BAD_PORT),
        refused("a port of 1000 digits", register.formatted("9".repeat(1000)), Refusal.NOT_JSON),
        refused("a port as text", register.formatted("\"7001\""), Refusal.WRONG_TYPE),
        refused("a port with a fraction", register.formatted("7001.0"), Refusal.WRONG_TYPE),
        refused("a port with an exponent", register.formatted("1e999999999"), Refusal.WRONG_TYPE),
        refused("a port as a list", register.formatted("[1]"), Refusal.WRONG_TYPE),
        refused("a port that is true", register.formatted("true"), Refusal.WRONG_TYPE),
        refused("an empty filename", named.formatted("\"\""), Refusal.BAD_FILENAME),
        refused("a filename too long", named.formatted(quoted("a", 1025)), Refusal.BAD_FILENAME),
        refused("too many UTF-8 bytes", named.formatted(quoted("ü", 513)), Refusal.BAD_FILENAME),
        refused("half a surrogate pair", named.formatted("\"\\ud800\""), Refusal.BAD_FILENAME),
        refused("a filename as a number", named.formatted("5"), Refusal.WRONG_TYPE),
        refused("a filename as an object", named.formatted("{\"a\":1}"), Refusal.WRONG_TYPE),
        refused(
            "an info hash of 39 digits", hashed.formatted(quoted("a", 39)), Refusal.BAD_INFO_HASH),
        refused("an info hash of no hex", hashed.formatted(quoted("g", 40)), Refusal.BAD_INFO_HASH),
        refused("a null info hash", hashed.formatted("null"), Refusal.WRONG_TYPE),
        refused(
            "a negative size",
            hashed.formatted(quoted("a", 40) + ",\"size\":-1"),
            Refusal.BAD_SIZE),
        refused(
            "a size of 2^63",
            hashed.formatted(quoted("a", 40) + ",\"size\":9223372036854775808"),
            Refusal.BAD_SIZE),
        refused("two ports", register.formatted("1,\"port\":2"), Refusal.DUPLICATE_KEY),
        refused("two unknown keys", "{\"x\":1,\"x\":1}", Refusal.DUPLICATE_KEY),
        refused("deep garbage", "{\"x\":" + "[".repeat(4000), Refusal.NOT_JSON),
        refused("too many bytes", "{\"x\":\"" + "x".repeat(9000) + "\"}", Refusal.TOO_LONG),
        Arguments.of(
            "bytes that are not UTF-8",
            "{\"action\":\"REQUEST\",\"filename\":\"\u00ff\"}"
                .getBytes(StandardCharsets.ISO_8859_1),
            Refusal.NOT_UTF8),
        Arguments.of(
            "an overlong slash",
            "{\"action\":\"REQUEST\",\"filename\":\"\u00c0\u00af\"}"
                .getBytes(StandardCharsets.ISO_8859_1),
            Refusal.NOT_UTF8),
        Arguments.of(
            "UTF-16",
            "{\"action\":\"EXIT\",\"port\":1}".getBytes(StandardCharsets.UTF_16LE),
            Refusal.NOT_JSON));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void refusesWithTheReason(String what, byte[] datagram, Refusal reason) {
    assertThatThrownBy(() -> NameMessage.parse(datagram))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(reason));
  }

  @Test
  void cannotBeMadeOfNonsense() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Heartbeat(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Exit(65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lookup(""));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lookup("a".repeat(1025)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Register("a", 1, Optional.empty(), OptionalLong.of(-1)));
  }

  @Property
  void everyMessageComesBack(
      @ForAll String name,
      @ForAll @IntRange(min = 1, max = 65_535) int port,
      @ForAll @LongRange(min = 0) long size)
      throws RefusedException {
    net.jqwik.api.Assume.that(NameMessage.isFilename(name));
    Optional<InfoHash> id = Optional.of(InfoHash.parse(SHA256));
    for (NameMessage message :
        new NameMessage[] {
          new Register(name, port, id, OptionalLong.of(size)),
          register(name, port),
          new Request(name, id),
          new Request(name, Optional.empty()),
          new Lookup(name),
          new Heartbeat(port),
          new Exit(port)
        }) {
      assertThat(NameMessage.parse(message.toBytes())).isEqualTo(message);
    }
  }

  @Property
  void anyBytesAreAMessageOrRefused(@ForAll @Size(max = 200) byte[] tail) {
    byte[] datagram = new byte[tail.length + 1];
    datagram[0] = '{';
    System.arraycopy(tail, 0, datagram, 1, tail.length);
    try {
      assertThat(NameMessage.parse(datagram)).isNotNull();
    } catch (RefusedException e) {
      assertThat(e.refusal()).isNotNull();
    }
  }

  private static Arguments refused(String what, String datagram, Refusal reason) {
    return Arguments.of(what, datagram.getBytes(UTF_8), reason);
  }

  private static String quoted(String unit, int times) {
    return "\"" + unit.repeat(times) + "\"";
  }

  private static Register register(String name, int port) {
    return new Register(name, port, Optional.empty(), OptionalLong.empty());
  }

  private static NameMessage parse(String json) throws RefusedException {
    return NameMessage.parse(json.getBytes(UTF_8));
  }

  private static String text(NameMessage message) {
    return new String(message.toBytes(), UTF_8);
  }
}
