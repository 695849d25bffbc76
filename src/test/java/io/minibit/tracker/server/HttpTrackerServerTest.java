package io.minibit.tracker.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.PeerAddress;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HttpTrackerServerTest {
  private static final String ANNOUNCE =
      "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&left=0&port=";

  private final SplittableRandom random = new SplittableRandom(3);
  private final SwarmTable table =
      new SwarmTable(2_700_000, new SwarmTable.Limits(10, 100, 100), random);
  private final Admission admission = new Admission(new SourceLimit(6, random));
  private final HttpTrackerServer server = new HttpTrackerServer(table, 1800, admission, random);

  private String path = "/announce";
  private long now;

  private String announce(String ip, String query) {
    return new String(
        server.announce(PeerAddress.parse(ip, 1).orElseThrow().address(), path, query, now),
        ISO_8859_1);
  }

  private String scrape(String query) {
    return new String(
        server.scrape(PeerAddress.parse("10.0.0.9", 1).orElseThrow().address(), path, query, now),
        ISO_8859_1);
  }

  @Test
  void theSecondHearsOfTheFirst() {
    assertThat(announce("10.0.0.1", ANNOUNCE + "6881"))
        .isEqualTo(
            "d8:completei1e10:downloadedi0e11:external ip4:\n\0\0\1"
                + "10:incompletei0e8:intervali1800e12:min intervali60e5:peers0:e");
    assertThat(announce("10.0.0.2", ANNOUNCE + "6881")).contains("5:peers6:\n\0\0\1\32\u00e1e");
    assertThat(announce("2001:db8::1", ANNOUNCE + "6881"))
        .contains("5:peers12:", "11:external ip16: \1\r\u00b8")
        .doesNotContain("peers6");
    assertThat(announce("10.0.0.2", ANNOUNCE + "6881")).contains("6:peers618: \1\r\u00b8");
    assertThat(announce("10.0.0.3", ANNOUNCE + "1&compact=0&numwant=1"))
        .containsPattern("5:peersld2:ip8:10\\.0\\.0\\.[12]4:porti6881eee");
    assertThat(server.received()).containsEntry("http_announce", 5L);
  }

  @Test
  void aScrapeTellsOfEachSwarmAndMakesNone() {
    announce("10.0.0.1", ANNOUNCE + "6881");
    assertThat(scrape("info_hash=cccccccccccccccccccc&info_hash=aaaaaaaaaaaaaaaaaaaa"))
        .isEqualTo(
            "d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei1e10:downloadedi0e10:incompletei0ee"
                + "20:ccccccccccccccccccccd8:completei0e10:downloadedi0e10:incompletei0eeee");
    assertThat(table.size().swarms()).isEqualTo(1);
  }

  @Test
  void whatIsWrongIsSaidInTheBody() {
    assertThat(announce("10.0.0.1", null)).startsWith("d14:failure reason58:info_hash, and");
    assertThat(announce("10.0.0.1", ANNOUNCE + "0"))
        .isEqualTo("d14:failure reason23:port must be 1 to 655358:retry in5:nevere");
    assertThat(scrape(null)).startsWith("d14:failure reason");
    assertThat(scrape("info_hash=abc")).contains("info_hash must have 20 bytes");
    assertThat(server.refused())
        .containsEntry("missing_field", 2L)
        .containsEntry("bad_port", 1L)
        .containsEntry("bad_info_hash", 1L);
    assertThat(table.size().swarms()).isZero();
  }

  @Test
  void aFullTrackerAsksToComeBackLater() {
    for (int i = 0; i < 10; i++) {
      announce("10.0.1." + i, ANNOUNCE.replace("aaaa", "aaa" + i) + "6881");
    }
    assertThat(announce("10.0.0.1", ANNOUNCE + "6881"))
        .isEqualTo("d14:failure reason19:the tracker is full8:retry ini30ee");
  }

  @Test
  void onlyListedTorrentsAreServedWhereThereIsAList() {
    admission.replace(
        new Access(Access.Rule.ONLY_LISTED, List.of(InfoHash.parse("62".repeat(20))), null));
    assertThat(announce("10.0.0.1", ANNOUNCE + "6881"))
        .contains("this tracker does not serve that torrent8:retry ini30ee");
    assertThat(announce("10.0.0.1", ANNOUNCE.replace("aaaa", "bbbb") + "6881"))
        .contains("interval");
    admission.replace(
        new Access(Access.Rule.NOT_LISTED, List.of(InfoHash.parse("62".repeat(20))), null));
    assertThat(announce("10.0.0.1", ANNOUNCE + "6881")).contains("interval");
    assertThat(server.refused()).containsEntry("unknown_torrent", 1L);
  }

  @Test
  void aKeyStandsFirstInThePath() {
    admission.replace(new Access(Access.Rule.ALL, List.of(), Set.of("s3cret")));
    for (String wrong : List.of("/announce", "/S3CRET/announce", "//announce", "/s3cret")) {
      path = wrong;
      assertThat(announce("127.0.0.1", ANNOUNCE + "6881"))
          .contains("access key missing, wrong or expired8:retry ini30ee");
    }
    path = "/s3cret/announce";
    assertThat(announce("127.0.0.1", ANNOUNCE + "6881")).contains("interval");
    assertThat(scrape("info_hash=cccccccccccccccccccc")).contains("files");
    path = "/scrape";
    assertThat(scrape("info_hash=cccccccccccccccccccc")).contains("access key");
    assertThat(server.refused()).containsEntry("access_key", 5L);
  }

  @Test
  void aSourceHasSoManyRequestsASecondAndLoopbackHasNoLimit() {
    for (int i = 0; i < 6; i++) {
      assertThat(announce("10.0.0.1", ANNOUNCE + "6881")).contains("interval");
    }
    assertThat(announce("10.0.0.1", ANNOUNCE + "6881"))
        .contains("too many requests from your address8:retry ini1ee");
    assertThat(announce("10.0.0.2", ANNOUNCE + "6881")).contains("interval");
    for (int i = 0; i < 20; i++) {
      assertThat(announce("127.0.0.1", ANNOUNCE + "6881")).contains("interval");
      assertThat(announce("::1", ANNOUNCE + "6881")).contains("interval");
    }
    now += 1000;
    assertThat(announce("10.0.0.1", ANNOUNCE + "6881")).contains("interval");
    assertThat(server.refused()).containsEntry("too_many_requests", 1L);
  }

  @Test
  void theHostsOfOneIpv6NetworkHaveALimitTogether() {
    for (int i = 0; i < 6; i++) {
      assertThat(announce("2001:db8::" + (i + 1), ANNOUNCE + "6881")).contains("interval");
    }
    assertThat(announce("2001:db8::99", ANNOUNCE + "6881")).contains("too many requests");
    assertThat(announce("2001:db8:0:1::99", ANNOUNCE + "6881")).contains("interval");
  }
}
