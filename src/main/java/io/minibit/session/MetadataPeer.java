package io.minibit.session;

import java.util.HashMap;
import java.util.Map;

/** What a {@link MetadataFetch} knows of one peer. */
final class MetadataPeer {
  /** Timeouts and nonsense in a row until a peer is not asked any more. */
  static final int MAX_FAILURES = 3;

  /** By block asked for: when it is given up, in nanoseconds. */
  private final Map<Integer, Long> outstanding = new HashMap<>();

  private int size;
  private int failures;
  private long notBefore = Long.MIN_VALUE;

  /** How large its info dictionary is, as it says. */
  int size() {
    return size;
  }

  void claim(int bytes) {
    size = bytes;
  }

  Map<Integer, Long> outstanding() {
    return outstanding;
  }

  boolean mayBeAsked(long now) {
    return failures < MAX_FAILURES && notBefore <= now;
  }

  boolean isGivenUp() {
    return failures >= MAX_FAILURES;
  }

  boolean isLate(long now) {
    return outstanding.values().stream().anyMatch(deadline -> deadline <= now);
  }

  void succeeded() {
    failures = 0;
  }

  void failed() {
    failures++;
  }

  void restUntil(long time) {
    notBefore = time;
  }
}
