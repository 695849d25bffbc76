package io.minibit.tracker.server;

/**
 * Whom a tracker serves at the moment: rules that can be replaced while it runs, and a limit for
 * each source. One for all doors. Thread-safe.
 */
public final class Admission {
  private final SourceLimit limit;
  private volatile Access access = Access.OPEN;

  /**
   * Everybody at first.
   *
   * @param limit of requests for each source; null for none
   */
  public Admission(SourceLimit limit) {
    this.limit = limit;
  }

  /** From now on these rules hold. */
  public void replace(Access rules) {
    access = rules;
  }

  Access access() {
    return access;
  }

  /** Whether the source of this call may ask once more now. */
  boolean mayAsk(AnnounceCall call, long now) {
    return limit == null || limit.take(call, now);
  }
}
