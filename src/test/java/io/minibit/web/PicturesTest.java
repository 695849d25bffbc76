package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Event;
import io.minibit.api.Transfer;
import io.minibit.api.TransferDetails;
import io.minibit.api.TransferState;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page in full use, with transfers of all states; its pictures stay below target/. */
class PicturesTest {
  private static final String CHOSEN = "mountains-4k.mkv";
  private static final long MB = 1_000_000;
  private static final int PIECES = 480;

  /** The graph takes a sample a second; a minute of them passes in less than two. */
  private static final String HURRY =
      "const slow = window.setInterval;"
          + "window.setInterval = (work, pause) => slow(work, pause === 1000 ? 25 : pause);";

  private final AtomicInteger ticks = new AtomicInteger();
  private Browser browser;
  private WebDoor door;

  @BeforeEach
  void open() throws Exception {
    browser = Browser.open();
    door = WebDoor.open(null);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
    if (door != null) {
      door.close();
    }
  }

  private static Transfer transfer(
      String name, long size, TransferState state, double progress, long down, long up, int peers) {
    return new Transfer(
        name.equals(CHOSEN) ? "7d0fc5e0a3c1d4b2968e0f5a1b7c3d9e2f4a6b80" : "old:" + name,
        name,
        size,
        state,
        progress,
        progress == 1,
        Math.round(size * progress),
        up * 60,
        down,
        up,
        peers,
        peers / 2,
        down == 0 ? null : Math.round(size * (1 - progress) / down),
        "/data",
        state == TransferState.FAILED ? "the disk is full: /data" : null,
        null,
        null);
  }

  private static Transfer chosen(int tick) {
    long down = Math.round(14 * MB + 5 * MB * Math.sin(tick / 9.0) + MB * Math.sin(tick / 2.0));
    long up = Math.round(4 * MB + 2 * MB * Math.cos(tick / 13.0));
    return transfer(CHOSEN, 4_200 * MB, TransferState.DOWNLOADING, 0.62, down, up, 5);
  }

  private static TransferDetails details(Transfer transfer) {
    byte[] cells = new byte[PIECES];
    for (int i = 0; i < PIECES; i++) {
      boolean verified = i < PIECES / 3 || (i * 7919) % 100 < 43;
      cells[i] = (byte) (verified ? 255 : 0);
    }
    return new TransferDetails(
        transfer,
        new TransferDetails.PieceMap(PIECES, 298, Base64.getEncoder().encodeToString(cells)),
        3,
        List.of(
            peer("192.0.2.17:6881", "minibit 0.1.0", 7 * MB, 1.0),
            peer("198.51.100.4:51413", "Transmission 4.0.6", 5 * MB, 0.83),
            peer("[2001:db8::25]:6881", "qBittorrent 5.0", 2 * MB, 0.41)),
        1,
        List.of(new TransferDetails.File(CHOSEN, transfer.size(), transfer.downloaded())),
        List.of(
            new TransferDetails.Tracker(
                "udp://tracker.example:5000", "working", null, 840L, 12L, 30L)));
  }

  private static TransferDetails.Peer peer(
      String address, String client, long rate, double progress) {
    return new TransferDetails.Peer(
        address, client, List.of("interesting"), rate, rate / 4, progress);
  }

  private void put(Event.Type type, Transfer... transfers) {
    for (Transfer transfer : transfers) {
      door.put(type, transfer);
    }
  }

  private void show() {
    put(
        Event.Type.ADDED,
        transfer("album-in-flac", 412 * MB, TransferState.SEEDING, 1, 0, 3 * MB, 6),
        transfer("backup-2026-11.tar", 9_800 * MB, TransferState.PAUSED, 0.35, 0, 0, 0),
        transfer("city-at-night.mp4", 780 * MB, TransferState.CHECKING, 0.48, 0, 0, 0),
        transfer("dataset-weather.zip", 2_300 * MB, TransferState.DOWNLOADING, 0.9, 3 * MB, MB, 2),
        transfer("field-recordings", 96 * MB, TransferState.SEEDING, 1, 0, 0, 1),
        chosen(0),
        transfer("scans-of-letters", 1_150 * MB, TransferState.FAILED, 0.71, 0, 0, 0),
        transfer("travel-photos", 3_400 * MB, TransferState.SEEDING, 1, 0, 2 * MB, 3));
    Transfer first = chosen(0);
    door.details.put(first.id(), details(first));
    browser.prepare(HURRY);
    browser.visit("http://localhost:" + door.port + "/");
    browser.awaitText("travel-photos");
    browser.run(
        "[...document.querySelectorAll('.row')].find(r => r.textContent.includes(arguments[0])).click()",
        CHOSEN);
    browser.awaitText("298 of " + PIECES + " pieces verified");
    browser.awaitText("Transmission 4.0.6");
    long timer =
        door.vertx.setPeriodic(
            25, fired -> door.put(Event.Type.PROGRESS, chosen(ticks.incrementAndGet())));
    browser.await(page -> ticks.get() > 150);
    door.vertx.cancelTimer(timer);
    assertThat(
            browser.run(
                "return [...document.querySelectorAll('.row:not([hidden])')].every(row =>"
                    + "row.querySelector('progress').getBoundingClientRect().bottom"
                    + " <= row.getBoundingClientRect().bottom)"))
        .as("every bar is in sight")
        .isEqualTo(true);
  }

  @Test
  void aScreenHoldsTransfersOfAllStates() throws Exception {
    browser.size(1200, 1000);
    show();
    for (String state : List.of("seeding", "paused", "checking", "downloading", "failed")) {
      assertThat(browser.text()).contains(state);
    }
    browser.picture("dashboard");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPhoneDoesToo() throws Exception {
    browser.size(500, 900);
    show();
    assertThat(browser.text()).contains("studio").contains(CHOSEN);
    browser.picture("phone-in-use");
    assertThat(browser.complaints()).isEmpty();
  }
}
