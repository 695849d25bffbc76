package io.minibit.tracker.protocol;

import java.util.Optional;

/** Why a peer announces (BEP 3, BEP 15). */
public enum AnnounceEvent {
  /** It was time to. */
  NONE(0, ""),
  /** It has now all that it wanted. */
  COMPLETED(1, "completed"),
  /** It is new here. */
  STARTED(2, "started"),
  /** It leaves. */
  STOPPED(3, "stopped");

  /** HTTP clients of BEP 21 say so when they have all that they want of a torrent but not all. */
  private static final String PAUSED = "paused";

  /** Their codes are their order. */
  private static final AnnounceEvent[] BY_CODE = values();

  private final int code;
  private final String text;

  AnnounceEvent(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The number in UDP announces. */
  public int code() {
    return code;
  }

  /** The word in HTTP announces; empty for none. */
  public String text() {
    return text;
  }

  /** The event of a UDP announce; null for a number that means none. */
  public static AnnounceEvent at(int code) {
    return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
  }

  static Optional<AnnounceEvent> of(String word) {
    for (AnnounceEvent event : values()) {
      if (event.text.equals(word)) {
        return Optional.of(event);
      }
    }
    return word.equals(PAUSED) ? Optional.of(NONE) : Optional.empty();
  }
}
