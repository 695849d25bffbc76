package io.minibit.discovery;

import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.vertx.core.Future;

/** Announces to one tracker at a time. */
@FunctionalInterface
interface AnnounceClient {
  /**
   * Announces once. Fails with {@link TrackerAwayException}, or with {@link
   * io.minibit.tracker.protocol.TrackerFailureException} when the tracker says no.
   */
  Future<AnnounceAnswer> announce(TrackerUrl tracker, Announce announce);
}
