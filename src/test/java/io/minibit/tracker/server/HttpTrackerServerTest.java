package io.minibit.tracker.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.tracker.protocol.PeerAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HttpTrackerServerTest {
  private static final String ANNOUNCE =
      "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&left=0&port=";

  private final SplittableRandom random = new SplittableRandom(3);
  private final SwarmTable table =
      new SwarmTable(2_700_000, new SwarmTable.Limits(10, 100, 100), random);
  private final HttpTrackerServer server = new HttpTrackerServer(table, 1800, random);

  private String announce(String ip, String query) {
    return new String(
        server.announce(PeerAddress.parse(ip, 1).orElseThrow().address(), query, 0), ISO_8859_1);
  }

  private String scrape(String query) {
    return new String(server.scrape(query), ISO_8859_1);
  }

  @Test
  void theSecondHearsOfTheFirst() {
    assertThat(announce("10.0.0.1", ANNOUNCE + "6881"))
        .isEqualTo(
            "d8:completei1e10:downloadedi0e10:incompletei0e8:intervali1800e12:min intervali60e"
                + "5:peers0:e");
    assertThat(announce("10.0.0.2", ANNOUNCE + "6881")).contains("5:peers6:\n\0\0\1\32\u00e1e");
    assertThat(announce("2001:db8::1", ANNOUNCE + "6881"))
        .contains("5:peers12:")
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
        .isEqualTo("d14:failure reason23:port must be 1 to 65535e");
    assertThat(scrape(null)).startsWith("d14:failure reason");
    assertThat(scrape("info_hash=abc")).contains("info_hash must have 20 bytes");
    assertThat(server.refused())
        .containsEntry("missing_field", 2L)
        .containsEntry("bad_port", 1L)
        .containsEntry("bad_info_hash", 1L);
    assertThat(table.size().swarms()).isZero();
  }
}
