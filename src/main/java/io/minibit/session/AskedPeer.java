package io.minibit.session;

import java.util.HashMap;
import java.util.Map;

/**
 * What one peer is asked for, and how well it answers: one that refuses, is late or talks nonsense
 * rests for a while, longer each time, and but for refusals is not counted on after a few times in
 * a row. It is never given up while the connection lasts: it may be the only one there is, and
 * merely busy.
 *
 * @param <K> what is asked for
 */
class AskedPeer<K> {
  /** Timeouts and nonsense in a row until a peer is not counted on. */
  static final int MAX_FAILURES = 3;

  /** How long one answer may take, in nanoseconds. */
  static final long TIMEOUT = 10_000_000_000L;

  /** How long a peer that was late is not asked at first, in nanoseconds; doubles each time. */
  static final long REST = 20_000_000_000L;

  /** The longest rest: 5 minutes 20 seconds. */
  static final long MAX_REST = REST << 4;

  /** How long one that refused is not asked, at first; doubles up to {@link #REST}. */
  static final long FIRST_REST = 2_000_000_000L;

  /** When each is given up. */
  private final Map<K, Long> outstanding = new HashMap<>();

  private int failures;
  private long failureRest = REST;
  private long refusalRest = FIRST_REST;
  private long notBefore = Long.MIN_VALUE;

  /** What it is asked for. The owner takes out what is settled. */
  final Map<K, Long> outstanding() {
    return outstanding;
  }

  /** It is asked for one more. */
  final void ask(K what, long now) {
    outstanding.put(what, now + TIMEOUT);
  }

  /** Whether it is not resting. */
  final boolean mayBeAsked(long now) {
    return notBefore <= now;
  }

  /** Whether it failed so often that others come first. */
  final boolean isDoubtful() {
    return failures >= MAX_FAILURES;
  }

  /** Whether it owes something for too long. */
  final boolean isLate(long now) {
    return outstanding.values().stream().anyMatch(deadline -> deadline <= now);
  }

  /** It gave what it was asked for. */
  final void succeeded() {
    failures = 0;
    failureRest = REST;
    refusalRest = FIRST_REST;
  }

  /** It does not have what it was asked for, or not yet. */
  final void refused(long now) {
    notBefore = now + refusalRest;
    refusalRest = Math.min(REST, 2 * refusalRest);
  }

  /** It was late, or what it said makes no sense. */
  final void failed(long now) {
    notBefore = now + failureRest;
    failureRest = Math.min(MAX_REST, 2 * failureRest);
    failures++;
  }

  /** It is left alone for a while. */
  final void rest(long now) {
    notBefore = now + REST;
  }
}
