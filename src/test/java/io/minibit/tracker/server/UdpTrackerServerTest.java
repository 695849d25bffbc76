package io.minibit.tracker.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.tracker.protocol.UdpTrackerAnswer;
import io.minibit.tracker.protocol.UdpTrackerRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Threats 21 and 22. */
class UdpTrackerServerTest {
  private static final int MAX_SWARMS = 100;
  private static final InfoHash HASH = InfoHash.of(new byte[20]);
  private static final PeerAddress CLIENT = PeerAddress.parse("10.0.0.1", 40_000).orElseThrow();
  private static final PeerAddress CLIENT6 = PeerAddress.parse("2001:db8::1", 40_000).orElseThrow();

  private final SplittableRandom random = new SplittableRandom(3);
  private final SwarmTable table =
      new SwarmTable(2_700_000, new SwarmTable.Limits(MAX_SWARMS, 1000, 1000), random);
  private final SwarmDesk desk = new SwarmDesk(table, 1800, 100, random);
  private final Admission admission = new Admission(null);
  private final UdpTrackerServer server =
      new UdpTrackerServer(table, 1800, new ConnectionIds(false, random), admission, random);
  private long now = 1_000_000;

  private Optional<UdpTrackerAnswer> ask(PeerAddress client, byte[] datagram) throws Exception {
    Optional<byte[]> answer = receive(client, datagram);
    return answer.isEmpty()
        ? Optional.empty()
        : Optional.of(
            UdpTrackerAnswer.parse(answer.get(), client.address().getAddress().length == 16));
  }

  private Optional<byte[]> receive(PeerAddress client, byte[] datagram) {
    // As from a socket: neither buffer begins where its bytes do.
    ByteBuffer in = ByteBuffer.allocate(datagram.length + 5).position(5).put(datagram).position(5);
    ByteBuffer out = ByteBuffer.allocateDirect(UdpTrackerServer.MAX_ANSWER_BYTES + 7).position(7);
    if (!server.receive(client.address(), in, out, now)) {
      assertThat(out.position()).isEqualTo(7);
      return Optional.empty();
    }
    byte[] answer = new byte[out.position() - 7];
    out.get(7, answer);
    return Optional.of(answer);
  }

  private long connect(PeerAddress client) throws Exception {
    UdpTrackerAnswer answer =
        ask(client, new UdpTrackerRequest.Connect(77).toBytes()).orElseThrow();
    assertThat(answer.transactionId()).isEqualTo(77);
    return ((UdpTrackerAnswer.Connected) answer).connectionId();
  }

  private static byte[] announce(long id, int numWant, int port) {
    Announce announce =
        new Announce(
            HASH,
            PeerId.of(new byte[20]),
            new Announce.Progress(0, 0, 1),
            AnnounceEvent.STARTED,
            0,
            numWant,
            port);
    return new UdpTrackerRequest.AnnounceRequest(id, 5, announce, "").toBytes();
  }

  private void fill(int peers) throws Exception {
    for (PeerAddress client : List.of(CLIENT, CLIENT6)) {
      long id = connect(client);
      for (int i = 0; i < peers; i++) {
        ask(client, announce(id, 0, 10_000 + i));
      }
    }
  }

  private List<PeerAddress> peers(PeerAddress client, int numWant) throws Exception {
    byte[] datagram = announce(connect(client), numWant, 1);
    byte[] answer = receive(client, datagram).orElseThrow();
    assertThat(answer.length).isLessThanOrEqualTo(UdpTrackerServer.MAX_ANSWER_BYTES);
    return ((UdpTrackerAnswer.Announced) ask(client, datagram).orElseThrow()).answer().peers();
  }

  private static String error(Optional<UdpTrackerAnswer> answer) {
    UdpTrackerAnswer.Failed failed = (UdpTrackerAnswer.Failed) answer.orElseThrow();
    assertThat(failed.transactionId()).isEqualTo(5);
    return failed.reason();
  }

  @Test
  void whoHasAnIdIsListedAtItsSourceWithItsPort() throws Exception {
    long id = connect(CLIENT);
    UdpTrackerAnswer.Announced answer =
        (UdpTrackerAnswer.Announced) ask(CLIENT, announce(id, -1, 6881)).orElseThrow();
    assertThat(answer.answer().interval()).isEqualTo(1800);
    assertThat(answer.answer().counts()).isEqualTo(new SwarmCounts(0, 0, 1));
    assertThat(desk.peers(HASH, now)).containsExactly(new PeerAddress(CLIENT.address(), 6881));
  }

  @Test
  void anAddressThatItClaimsIsNotBelieved() throws Exception {
    byte[] claim = announce(connect(CLIENT), -1, 6881);
    ByteBuffer.wrap(claim).putInt(84, 0x08080808); // BEP 15: IP address.
    ask(CLIENT, claim);
    assertThat(desk.peers(HASH, now)).containsExactly(new PeerAddress(CLIENT.address(), 6881));
  }

  @Test
  void aFreshPortOfTheSameClientMayUseTheId() throws Exception {
    long id = connect(CLIENT);
    assertThat(ask(new PeerAddress(CLIENT.address(), 1), announce(id, 0, 6881)).orElseThrow())
        .isInstanceOf(UdpTrackerAnswer.Announced.class);
  }

  @Test
  void whoHasNoIdIsNeverListed() throws Exception {
    long id = connect(CLIENT);
    assertThat(error(ask(CLIENT, announce(id ^ 1, -1, 6881)))).isEqualTo("unknown connection");
    assertThat(error(ask(CLIENT6, announce(id, -1, 6881)))).isEqualTo("unknown connection");
    now += 180_000;
    assertThat(error(ask(CLIENT, announce(id, -1, 6881)))).isEqualTo("unknown connection");
    assertThat(table.size().peers()).isZero();
    assertThat(server.refused()).containsOnly(Map.entry("stale_connection_id", 3L));
  }

  @Test
  void anAnswerFillsItsPacketAndNoMore() throws Exception {
    fill(250);
    assertThat(peers(CLIENT, Integer.MAX_VALUE)).hasSize(196).doesNotHaveDuplicates();
    assertThat(peers(CLIENT6, Integer.MAX_VALUE)).hasSize(65).doesNotHaveDuplicates();
    assertThat(peers(CLIENT, -5)).hasSize(SwarmDesk.DEFAULT_PEERS);
    assertThat(peers(CLIENT, 0)).isEmpty();
    assertThat(peers(CLIENT, 3)).hasSize(3);
  }

  @Test
  void errorsSayWhatIsWrongToWhoHasAnId() throws Exception {
    long id = connect(CLIENT);
    byte[] portless = announce(id, 0, 1);
    portless[97] = 0;
    assertThat(error(ask(CLIENT, portless))).isEqualTo("port 0");
    byte[] event = announce(id, 0, 1);
    event[83] = 4;
    assertThat(error(ask(CLIENT, event))).isEqualTo("unknown event");
    byte[] action = announce(id, 0, 1);
    action[11] = 9;
    assertThat(error(ask(CLIENT, action))).isEqualTo("unknown action");
    assertThat(error(ask(CLIENT, Arrays.copyOf(announce(id, 0, 1), 97))))
        .isEqualTo("malformed request");
    assertThat(table.size().swarms()).isZero();
    assertThat(server.refused())
        .containsOnlyKeys("bad_port", "bad_event", "unknown_action", "too_short");
  }

  @Test
  void trailingBytesAndCutOptionsHarmNothing() throws Exception {
    byte[] whole = announce(connect(CLIENT), 0, 6881);
    byte[] trailing = Arrays.copyOf(whole, 150);
    Arrays.fill(trailing, 98, 150, (byte) 2); // An option of 2 bytes, then one that is cut short.
    assertThat(ask(CLIENT, trailing).orElseThrow()).isInstanceOf(UdpTrackerAnswer.Announced.class);
    byte[] longConnect = Arrays.copyOf(new UdpTrackerRequest.Connect(77).toBytes(), 100);
    assertThat(receive(CLIENT, longConnect).orElseThrow()).hasSize(16);
  }

  @Test
  void scrapesCountAndMakeNoSwarm() throws Exception {
    long id = connect(CLIENT);
    ask(CLIENT, announce(id, 0, 6881));
    InfoHash unknown = InfoHash.parse("ff".repeat(20));
    UdpTrackerAnswer answer =
        ask(CLIENT, new UdpTrackerRequest.Scrape(id, 5, List.of(unknown, HASH)).toBytes())
            .orElseThrow();
    assertThat(answer)
        .isEqualTo(
            new UdpTrackerAnswer.Scraped(5, List.of(SwarmCounts.NONE, new SwarmCounts(0, 0, 1))));
    assertThat(table.size().swarms()).isEqualTo(1);
    byte[] many = ByteBuffer.allocate(16 + 200 * 20).putLong(id).putInt(2).putInt(5).array();
    assertThat(((UdpTrackerAnswer.Scraped) ask(CLIENT, many).orElseThrow()).swarms())
        .isEqualTo(Collections.nCopies(74, new SwarmCounts(0, 0, 1)));
  }

  /** A scrape without a hash, whose error would be longer than itself. */
  @Test
  void anErrorThatWouldAmplifyIsSilence() throws Exception {
    byte[] empty = ByteBuffer.allocate(16).putLong(connect(CLIENT)).putInt(2).putInt(5).array();
    assertThat(receive(CLIENT, empty)).isEmpty();
  }

  @Test
  void whatIsNoConnectRequestIsSilence() {
    assertThat(receive(CLIENT, new byte[16])).isEmpty();
    assertThat(receive(CLIENT, new byte[0])).isEmpty();
    assertThat(server.refused()).containsOnlyKeys("bad_magic", "empty");
  }

  @Test
  void noLengthAndNoBytesGetMoreOutThanTheyPutIn() {
    for (int length = 0; length <= 200; length++) {
      for (int action = 0; action < 5; action++) {
        byte[] zeros = new byte[length];
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        byte[] text = "x".repeat(length).getBytes(UTF_8);
        for (byte[] datagram : List.of(zeros, noise, text)) {
          if (length >= 16) {
            ByteBuffer.wrap(datagram).putInt(8, action);
          }
          byte[] answer = receive(CLIENT, datagram).orElse(new byte[0]);
          assertThat(answer.length).isLessThanOrEqualTo(length);
        }
      }
    }
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[random.nextInt(201)];
      random.nextBytes(noise);
      if (noise.length >= 16) {
        ByteBuffer.wrap(noise).putInt(8, random.nextInt(4));
      }
      byte[] answer = receive(CLIENT, noise).orElse(new byte[0]);
      assertThat(answer.length).isLessThanOrEqualTo(noise.length);
    }
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  /** With an id, every cut of a request is either served or refused. */
  @Test
  void everyLengthOfARequestIsDefined() throws Exception {
    long id = connect(CLIENT);
    byte[] whole = Arrays.copyOf(announce(id, 0, 6881), 200);
    for (int length = 0; length <= 200; length++) {
      Optional<UdpTrackerAnswer> answer = ask(CLIENT, Arrays.copyOf(whole, length));
      if (length < 25) {
        assertThat(answer).isEmpty();
      } else {
        assertThat(answer.orElseThrow())
            .isInstanceOf(
                length < 98 ? UdpTrackerAnswer.Failed.class : UdpTrackerAnswer.Announced.class);
      }
    }
  }

  @Test
  void aFullTrackerSaysSo() throws Exception {
    long id = connect(CLIENT);
    ObjectTable others = new ObjectTable(table, random);
    for (int i = 0; i < MAX_SWARMS; i++) {
      InfoHash hash = InfoHash.of(ByteBuffer.allocate(20).putInt(i + 1).array());
      others.announce(hash, CLIENT, false, AnnounceEvent.NONE, 0, false, now);
    }
    assertThat(error(ask(CLIENT, announce(id, 0, 6881)))).isEqualTo("the tracker is full");
    assertThat(server.refused()).containsKey("full");
  }

  /** BEP 41. */
  @Test
  void aKeyIsReadFromTheUrlData() throws Exception {
    admission.replace(new Access(Access.Rule.ALL, List.of(), Set.of("s3cret")));
    long id = connect(CLIENT);
    byte[] without = announce(id, 0, 6881);
    Announce announce =
        new Announce(
            HASH,
            PeerId.of(new byte[20]),
            new Announce.Progress(0, 0, 1),
            AnnounceEvent.STARTED,
            0,
            0,
            6881);
    assertThat(error(ask(CLIENT, without))).isEqualTo("access key missing, wrong or expired");
    assertThat(
            ask(
                    CLIENT,
                    new UdpTrackerRequest.AnnounceRequest(id, 5, announce, "/s3cret/announce")
                        .toBytes())
                .orElseThrow())
        .isInstanceOf(UdpTrackerAnswer.Announced.class);
    assertThat(
            error(ask(CLIENT, new UdpTrackerRequest.Scrape(id, 5, List.of(HASH, HASH)).toBytes())))
        .startsWith("access key");
    assertThat(server.refused()).containsOnly(Map.entry("access_key", 2L));
  }

  @Test
  void aListedTorrentIsDenied() throws Exception {
    admission.replace(new Access(Access.Rule.NOT_LISTED, List.of(HASH), null));
    assertThat(error(ask(CLIENT, announce(connect(CLIENT), 0, 6881))))
        .isEqualTo("this tracker does not serve that torrent");
    assertThat(table.size().swarms()).isZero();
  }
}
