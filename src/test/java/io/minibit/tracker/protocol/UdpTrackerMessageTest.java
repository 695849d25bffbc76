package io.minibit.tracker.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UdpTrackerMessageTest {
  private static final InfoHash HASH = InfoHash.parse("0102030405060708090a0b0c0d0e0f1011121314");
  private static final PeerId ID = PeerId.of("-MB0100-abcdefghijkl".getBytes(US_ASCII));

  private static Announce announce() {
    return new Announce(
        HASH,
        ID,
        new Announce.Progress(0x1111, 0x3333, 0x2222),
        AnnounceEvent.STARTED,
        0x0a0b0c0d,
        -1,
        6881);
  }

  private static byte[] announceBytes() {
    return new UdpTrackerRequest.AnnounceRequest(7, 9, announce(), "").toBytes();
  }

  private static Refusal refusal(byte[] datagram) {
    return catchThrowableOfType(RefusedException.class, () -> UdpRequests.parse(datagram))
        .refusal();
  }

  /** The layout of BEP 15, byte by byte. */
  @Test
  void anAnnounceStandsOnTheWireAsTheProposalShowsIt() {
    assertThat(HexFormat.of().formatHex(announceBytes()))
        .isEqualTo(
            "0000000000000007"
                + "00000001"
                + "00000009"
                + HASH.hex()
                + "2d4d42303130302d6162636465666768696a6b6c"
                + "0000000000001111"
                + "0000000000002222"
                + "0000000000003333"
                + "00000002"
                + "00000000"
                + "0a0b0c0d"
                + "ffffffff"
                + "1ae1");
    assertThat(HexFormat.of().formatHex(new UdpTrackerRequest.Connect(0x01020304).toBytes()))
        .isEqualTo("00000417271019800000000001020304");
  }

  @Test
  void requestsAreReadAsTheyWereWritten() throws Exception {
    List<UdpTrackerRequest> requests =
        List.of(
            new UdpTrackerRequest.Connect(-5),
            new UdpTrackerRequest.AnnounceRequest(7, 9, announce(), ""),
            new UdpTrackerRequest.AnnounceRequest(7, 9, announce(), "/a?key=" + "x".repeat(600)),
            new UdpTrackerRequest.Scrape(1, 2, List.of(HASH, InfoHash.of(new byte[20]))));
    for (UdpTrackerRequest request : requests) {
      assertThat(UdpRequests.parse(request.toBytes())).isEqualTo(request);
    }
  }

  @Test
  void answersAreReadAsTheyWereWritten() throws Exception {
    for (boolean ipv6 : List.of(false, true)) {
      PeerAddress peer = PeerAddress.parse(ipv6 ? "2001:db8::1" : "10.0.0.1", 65535).orElseThrow();
      AnnounceAnswer announced =
          new AnnounceAnswer(1800, 0, new SwarmCounts(3, 0, 4), List.of(peer), Optional.empty());
      List<UdpTrackerAnswer> answers =
          List.of(
              new UdpTrackerAnswer.Connected(1, Long.MIN_VALUE),
              new UdpTrackerAnswer.Announced(2, announced, ipv6),
              new UdpTrackerAnswer.Scraped(3, List.of(new SwarmCounts(1, 2, 3), SwarmCounts.NONE)),
              new UdpTrackerAnswer.Failed(4, "näh"));
      for (UdpTrackerAnswer answer : answers) {
        assertThat(UdpTrackerAnswer.parse(answer.toBytes(), ipv6)).isEqualTo(answer);
      }
    }
  }

  @Test
  void anAnnounceOfAV2TorrentCarriesTheFirst20Bytes() {
    InfoHash v2 = InfoHash.of(new byte[32]);
    Announce cut = new Announce(v2, ID, announce().progress(), AnnounceEvent.NONE, 0, 1, 1);
    assertThat(cut.infoHash()).isEqualTo(InfoHash.of(v2.truncated()));
  }

  @Test
  void everyCutOfAnAnnounceIsTooShort() {
    byte[] whole = announceBytes();
    assertThat(refusal(new byte[0])).isEqualTo(Refusal.EMPTY);
    for (int length = 1; length < whole.length; length++) {
      assertThat(refusal(Arrays.copyOf(whole, length))).isEqualTo(Refusal.TOO_SHORT);
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedWithItsReason() {
    assertThat(refusal(new byte[16])).isEqualTo(Refusal.BAD_MAGIC);
    assertThat(refusal(with(announceBytes(), 8, 3))).isEqualTo(Refusal.UNKNOWN_ACTION);
    assertThat(refusal(with(announceBytes(), 80, 4))).isEqualTo(Refusal.BAD_EVENT);
    assertThat(refusal(with(announceBytes(), 80, -1))).isEqualTo(Refusal.BAD_EVENT);
    byte[] portless = announceBytes();
    portless[96] = 0;
    portless[97] = 0;
    assertThat(refusal(portless)).isEqualTo(Refusal.BAD_PORT);
    assertThat(
            refusal(Arrays.copyOf(new UdpTrackerRequest.Scrape(1, 2, List.of(HASH)).toBytes(), 35)))
        .isEqualTo(Refusal.TOO_SHORT);
  }

  @Test
  void trailingBytesAndOtherOptionsAreIgnored() throws Exception {
    byte[] noise = Arrays.copyOf(announceBytes(), 160);
    assertThat(urlData(noise)).isEmpty();
    // NOP, an unknown option of 3 bytes, two pieces of URL data, the end, and what is behind it.
    assertThat(
            urlData(
                HexFormat.of()
                    .parseHex("01" + "0903aabbcc" + "02022f61" + "020162" + "00" + "020163")))
        .isEqualTo("/ab");
  }

  @Test
  void anOptionThatIsCutShortEndsTheReading() throws Exception {
    assertThat(urlData(HexFormat.of().parseHex("02022f61" + "02052f61"))).isEqualTo("/a");
    assertThat(urlData(HexFormat.of().parseHex("02"))).isEmpty();
    assertThat(urlData(HexFormat.of().parseHex("09ff00"))).isEmpty();
  }

  @Test
  void aScrapeOfTwoHundredIsReadUpToItsLimit() throws Exception {
    byte[] scrape = ByteBuffer.allocate(16 + 200 * 20 + 7).putLong(1).putInt(2).array();
    UdpTrackerRequest read = UdpRequests.parse(scrape);
    assertThat(((UdpTrackerRequest.Scrape) read).infoHashes())
        .hasSize(UdpTrackerRequest.MAX_SCRAPED);
    assertThatThrownBy(() -> new UdpTrackerRequest.Scrape(1, 2, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void peersThatNobodyCouldReachAreLeftOut() throws Exception {
    byte[] answer =
        HexFormat.of()
            .parseHex(
                "00000001"
                    + "00000002"
                    + "ffffffff"
                    + "80000000"
                    + "00000001"
                    + "0a0000010000" // Port 0.
                    + "00000000"
                    + "1ae1"
                    + "e0000001"
                    + "1ae1"
                    + "ffffffff"
                    + "1ae1"
                    + "0a000002"
                    + "1ae1"
                    + "0a0000"); // Cut short.
    UdpTrackerAnswer.Announced announced =
        (UdpTrackerAnswer.Announced) UdpTrackerAnswer.parse(answer, false);
    assertThat(announced.answer().peers())
        .containsExactly(PeerAddress.parse("10.0.0.2", 6881).orElseThrow());
    assertThat(announced.answer().interval()).isZero();
    assertThat(announced.answer().counts()).isEqualTo(new SwarmCounts(1, 0, 0));
  }

  @Test
  void anAnswerOfThousandsIsReadUpToItsLimit() throws Exception {
    ByteBuffer answer = ByteBuffer.allocate(20 + 6 * 10_000).putInt(1);
    for (int at = 20; at < answer.capacity(); at += 6) {
      answer.putInt(at, 0x0a000001).putShort(at + 4, (short) 1);
    }
    UdpTrackerAnswer.Announced announced =
        (UdpTrackerAnswer.Announced) UdpTrackerAnswer.parse(answer.array(), false);
    assertThat(announced.answer().peers()).hasSize(AddressPairs.MAX_PAIRS);
  }

  @Property(tries = 2000)
  void noBytesDoMoreThanBeRefused(@ForAll @Size(max = 200) byte[] bytes, @ForAll boolean ipv6) {
    try {
      UdpRequests.parse(bytes);
      UdpTrackerAnswer.parse(bytes, ipv6);
    } catch (RefusedException e) {
      assertThat(e.refusal()).isNotNull();
    }
  }

  private static String urlData(byte[] options) throws RefusedException {
    byte[] datagram = options.length > 98 ? options : concat(announceBytes(), options);
    return ((UdpTrackerRequest.AnnounceRequest) UdpRequests.parse(datagram)).urlData();
  }

  private static byte[] concat(byte[] head, byte[] tail) {
    return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
  }

  private static byte[] with(byte[] datagram, int at, int value) {
    return ByteBuffer.wrap(datagram).putInt(at, value).array();
  }
}
