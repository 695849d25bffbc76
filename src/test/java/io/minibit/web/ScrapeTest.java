package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Event;
import io.minibit.api.TransferState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus and probes read. */
class ScrapeTest {
  private WebDoor door;

  @BeforeEach
  void open() throws Exception {
    door = WebDoor.open(null);
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void transfersAreCountedByStateAndNeverByName() throws Exception {
    door.put(Event.Type.ADDED, WebDoor.transfer("one.bin", TransferState.DOWNLOADING, 0.5));
    door.put(Event.Type.ADDED, WebDoor.transfer("two.bin", TransferState.SEEDING, 1));
    String page = door.answer("GET /metrics", "");
    assertThat(page)
        .contains("content-type: text/plain; version=0.0.4")
        .contains("minibit_transfers{state=\"downloading\"} 1.0")
        .contains("minibit_transfers{state=\"seeding\"} 1.0")
        .contains("minibit_transfers{state=\"failed\"} 0.0")
        .contains("minibit_downloaded_bytes_total 1500000.0")
        .contains("minibit_download_rate_bytes_per_second 2000.0")
        .contains("jvm_memory_used_bytes")
        .doesNotContain("one.bin")
        .doesNotContain("minibit_tracker");
  }

  @Test
  void aCountDoesNotGoDownWhenATransferIsRemoved() throws Exception {
    door.put(Event.Type.ADDED, WebDoor.transfer("one.bin", TransferState.SEEDING, 1));
    assertThat(door.answer("GET /metrics", "")).contains("minibit_downloaded_bytes_total 1000000");
    door.transfers.clear();
    assertThat(door.answer("GET /metrics", "")).contains("minibit_downloaded_bytes_total 1000000");
  }

  @Test
  void bothProbesAnswerWithReasons() throws Exception {
    assertThat(door.answer("GET /health/live", ""))
        .contains("200 OK")
        .contains("\"outcome\":\"UP\"");
    assertThat(door.answer("GET /health/ready", ""))
        .contains("200 OK")
        .contains("{\"id\":\"peer\",\"status\":\"UP\",\"data\":{\"transfers\":0}}");
  }
}
