package io.minibit.tracker.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTrackerMessageTest {
  /** Holds a NUL, a percent sign, a plus sign, an ampersand, an equals sign and high bytes. */
  private static final InetAddress ASKER = PeerAddress.parse("10.0.0.7", 1).orElseThrow().address();

  private static final InfoHash HASH = InfoHash.parse("0025262b3d7e80ff20616263414243303132332d");

  private static final String HASH_FIELD = "info_hash=%00%25%26%2b%3D~%80%ff%20abcABC0123-";
  private static final String SOUND = HASH_FIELD + "&peer_id=-MB0100-abcdefghijkl&port=6881&left=5";

  private static Announce announce(String query) throws RefusedException {
    return HttpTrackerRequest.parseAnnounce(query).announce();
  }

  private static Refusal refusal(String query) {
    return catchThrowableOfType(
            RefusedException.class, () -> HttpTrackerRequest.parseAnnounce(query))
        .refusal();
  }

  private static AnnounceAnswer answer(String body) throws Exception {
    return HttpTrackerAnswer.parseAnnounced(body.getBytes(ISO_8859_1));
  }

  private static TrackerFailureException failure(String body) {
    return catchThrowableOfType(TrackerFailureException.class, () -> answer(body));
  }

  @Test
  void anyBytesTravelPercentEncoded() throws Exception {
    assertThat(announce(SOUND).infoHash()).isEqualTo(HASH);
    assertThat(announce(SOUND.replace("%2b", "+")).infoHash()).isEqualTo(HASH);
    Announce announce =
        new Announce(
            HASH,
            PeerId.of(HASH.bytes()),
            new Announce.Progress(1, 2, 3),
            AnnounceEvent.COMPLETED,
            0,
            20,
            1);
    HttpTrackerRequest.AnnounceRequest request =
        new HttpTrackerRequest.AnnounceRequest(announce, false);
    assertThat(HttpTrackerRequest.parseAnnounce(request.toQuery())).isEqualTo(request);
    HttpTrackerRequest.Scrape scrape =
        new HttpTrackerRequest.Scrape(List.of(HASH, InfoHash.of(new byte[20])));
    assertThat(HttpTrackerRequest.parseScrape(scrape.toQuery())).isEqualTo(scrape);
  }

  @Test
  void whatIsNotSaidHasADefault() throws Exception {
    Announce announce = announce(HASH_FIELD + "&peer_id=-MB0100-abcdefghijkl&port=6881");
    assertThat(announce.isSeeder()).isFalse();
    assertThat(announce.numWant()).isEqualTo(Announce.ANY_NUMBER);
    assertThat(announce.event()).isEqualTo(AnnounceEvent.NONE);
    assertThat(HttpTrackerRequest.parseAnnounce(SOUND).compact()).isTrue();
    assertThat(HttpTrackerRequest.parseAnnounce(SOUND + "&compact=0").compact()).isFalse();
  }

  @Test
  void fieldsThatNameAVictimAndThoseThatNobodyKnowsAreIgnored() throws Exception {
    assertThat(announce(SOUND + "&ip=8.8.8.8&ipv4=8.8.8.8&x&=&no_peer_id=1&event=paused"))
        .isEqualTo(announce(SOUND));
  }

  @ParameterizedTest
  @CsvSource({
    "numwant=2147483648, 2147483647",
    "numwant=-5, -1",
    "numwant=, -1",
    "numwant=0, 0",
  })
  void numbersOfPeersAreCutToWhatTheyCanBe(String field, int numWant) throws Exception {
    assertThat(announce(SOUND + "&" + field).numWant()).isEqualTo(numWant);
  }

  @ParameterizedTest
  @CsvSource({
    "x=%4, BAD_ENCODING",
    "x=%zz, BAD_ENCODING",
    "x=\u20ac, BAD_ENCODING",
    "port=1, REPEATED_FIELD",
    "info_hash=abc, REPEATED_FIELD",
    "event=begun, BAD_EVENT",
    "numwant=9223372036854775808, BAD_NUMBER",
    "uploaded=1e3, BAD_NUMBER",
  })
  void whatMakesNoSenseIsRefusedWithItsReason(String field, Refusal reason) {
    assertThat(refusal(SOUND + "&" + field)).isEqualTo(reason);
  }

  @Test
  void whatIsNeededIsMissed() {
    assertThat(refusal(null)).isEqualTo(Refusal.MISSING_FIELD);
    assertThat(refusal("")).isEqualTo(Refusal.MISSING_FIELD);
    assertThat(refusal(SOUND.replace("port=6881", "p=1"))).isEqualTo(Refusal.MISSING_FIELD);
    assertThat(refusal(SOUND.replace("6881", "0"))).isEqualTo(Refusal.BAD_PORT);
    assertThat(refusal(SOUND.replace("6881", "65536"))).isEqualTo(Refusal.BAD_PORT);
    assertThat(refusal(SOUND.replace("peer_id=-", "peer_id="))).isEqualTo(Refusal.BAD_PEER_ID);
    assertThat(refusal(SOUND.replace("%00", ""))).isEqualTo(Refusal.BAD_INFO_HASH);
  }

  @Test
  void bothFormsOfPeersAndIpv6AreRead() throws Exception {
    List<PeerAddress> two =
        List.of(
            PeerAddress.parse("10.0.0.1", 6881).orElseThrow(),
            PeerAddress.parse("2001:db8::1", 1).orElseThrow());
    AnnounceAnswer given =
        new AnnounceAnswer(
            1800, 60, new SwarmCounts(1, 2, 3), two, Optional.of("mind"), Optional.of(ASKER));
    for (boolean compact : List.of(true, false)) {
      assertThat(
              HttpTrackerAnswer.parseAnnounced(HttpTrackerAnswer.announced(given, compact, ASKER)))
          .isEqualTo(given);
    }
    assertThat(HttpTrackerAnswer.announced(given, true, ASKER))
        .asString(ISO_8859_1)
        .isEqualTo(
            "d8:completei1e10:downloadedi2e11:external ip4:\n\0\0\7"
                + "10:incompletei3e8:intervali1800e12:min intervali60e"
                + "5:peers6:\n\0\0\1\32\u00e16:peers618: \1\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\1\0\1"
                + "15:warning message4:minde");
  }

  @ParameterizedTest
  @CsvSource({
    "0A000007, 10.0.0.7",
    "20010DB8000000000000000000000001, 2001:db8::1",
    "00000000000000000000FFFF0A000007, 10.0.0.7",
  })
  void whomTheTrackerSeesIsRead(String bytes, String address) throws Exception {
    assertThat(seen(bytes)).contains(PeerAddress.parse(address, 1).orElseThrow().address());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0A0000",
        "0A00000708",
        "20010DB80000000000000000000000",
        "20010DB80000000000000000000000000001",
        "00000000",
        "E0000001",
        "FFFFFFFF",
        "00000000000000000000000000000000",
        "FF020000000000000000000000000001",
      })
  void nobodyCanBeSeenThere(String bytes) throws Exception {
    assertThat(seen(bytes)).isEmpty();
  }

  private static Optional<InetAddress> seen(String hex) throws Exception {
    byte[] bytes =
        new BencodeWriter()
            .beginDictionary()
            .key("external ip")
            .string(HexFormat.of().parseHex(hex))
            .key("interval")
            .integer(1800)
            .end()
            .toByteArray();
    return HttpTrackerAnswer.parseAnnounced(bytes).source();
  }

  @Test
  void anAnswerOfOthersIsCleaned() throws Exception {
    AnnounceAnswer answer =
        answer(
            "d8:intervali-7e12:min interval3:abc5:peersl"
                + "d2:ip8:10.0.0.14:porti0ee"
                + "d2:ip11:example.org4:porti1ee"
                + "d2:ip9:224.0.0.14:porti1ee"
                + "d2:ip15:::ffff:10.0.0.24:porti70000ee"
                + "d2:ip15:::ffff:10.0.0.24:porti7ee"
                + "d4:porti7ee"
                + "i3e"
                + "e6:peers6i1e15:warning message5:a\u001b[2Je");
    assertThat(answer.peers()).extracting(PeerAddress::toString).containsExactly("10.0.0.2:7");
    assertThat(answer.interval()).isZero();
    assertThat(answer.minInterval()).isZero();
    assertThat(answer.warning()).contains("a?[2J");
    assertThat(answer("de").interval()).isEqualTo(1800);
  }

  @Test
  void anAnswerOfThousandsIsReadUpToItsLimit() throws Exception {
    String many = "\n\0\0\1\0\1".repeat(2000);
    assertThat(answer("d5:peers12000:" + many + "e").peers()).hasSize(AddressPairs.MAX_PAIRS);
    assertThat(answer("d5:peersl" + "d2:ip8:10.0.0.14:porti1ee".repeat(2000) + "ee").peers())
        .hasSize(AddressPairs.MAX_PAIRS);
  }

  @Test
  void aNoIsTold() {
    assertThat(failure("d14:failure reason4:gone8:retry in5:nevere"))
        .hasMessage("gone")
        .extracting(TrackerFailureException::retryMinutes)
        .isEqualTo(OptionalInt.of(TrackerFailureException.NEVER));
    assertThat(failure("d14:failure reason4:gone8:retry ini5ee").retryMinutes()).hasValue(5);
    assertThat(failure("d14:failure reason4:gone8:retry in1:5e").retryMinutes()).hasValue(5);
    assertThat(failure("d14:failure reason4:gone8:retry in9:next weeke").retryMinutes()).isEmpty();
    assertThat(failure("d14:failure reason300:" + "\n".repeat(300) + "e"))
        .hasMessage("?".repeat(200));
    for (int minutes : List.of(7, TrackerFailureException.NEVER)) {
      assertThat(
              catchThrowableOfType(
                  TrackerFailureException.class,
                  () -> HttpTrackerAnswer.parseScraped(HttpTrackerAnswer.failed("no", minutes))))
          .hasMessage("no")
          .extracting(TrackerFailureException::retryMinutes)
          .isEqualTo(OptionalInt.of(minutes));
    }
  }

  @Test
  void aScrapeIsReadAsItWasWritten() throws Exception {
    Map<InfoHash, SwarmCounts> swarms =
        Map.of(HASH, new SwarmCounts(1, 2, 3), InfoHash.of(new byte[20]), SwarmCounts.NONE);
    assertThat(HttpTrackerAnswer.parseScraped(HttpTrackerAnswer.scraped(swarms))).isEqualTo(swarms);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "le", "i1e", "d8:interval", "d5:peers99999999999:e"})
  void whatIsNoAnswerIsRefused(String body) {
    assertThat(catchThrowableOfType(RefusedException.class, () -> answer(body)).refusal())
        .isEqualTo(Refusal.BAD_BENCODING);
  }

  @Property(tries = 2000)
  void noBytesDoMoreThanBeRefused(@ForAll @Size(max = 100) byte[] bytes) throws Exception {
    byte[] body =
        ("d5:peers" + bytes.length + ":" + new String(bytes, ISO_8859_1) + "e")
            .getBytes(ISO_8859_1);
    assertThat(HttpTrackerAnswer.parseAnnounced(body).peers()).hasSizeLessThan(20);
    try {
      HttpTrackerAnswer.parseAnnounced(bytes);
      HttpTrackerRequest.parseAnnounce(new String(bytes, ISO_8859_1));
    } catch (RefusedException | TrackerFailureException e) {
      assertThat(e).isNotNull();
    }
  }
}
