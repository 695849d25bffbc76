package io.minibit.session;

import io.minibit.discovery.Registration;
import io.minibit.discovery.SharedName;
import io.minibit.metainfo.InfoHash;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The names under which this node shares, each for one transfer at a time: who came first keeps it.
 * Confined to the session's context.
 */
final class SharedNames {
  /** How long sharing waits for the first tracker to know of it. */
  private static final long REGISTER_MILLIS = 300;

  private final Registration registration;
  private final boolean told;

  /** Ids of transfers, by name. */
  private final Map<String, String> owners = new HashMap<>();

  /**
   * No names yet.
   *
   * @param told whether trackers hear of them
   */
  SharedNames(Registration registration, boolean told) {
    this.registration = registration;
    this.told = told;
  }

  /** The id of the transfer that goes by that name, or null. */
  String owner(String name) {
    return owners.get(name);
  }

  /**
   * Tells the trackers of it, unless another transfer has the name. Whoever hears that something is
   * shared may send others here at once, so that waits for this; but a tracker that is away does
   * not keep anything from being shared.
   *
   * @param hash what it is; empty for what has none
   * @return never fails
   */
  Future<Void> add(String name, String id, Optional<InfoHash> hash, long size) {
    String owner = owners.putIfAbsent(name, id);
    if (!told || (owner != null && !owner.equals(id))) {
      return Future.succeededFuture();
    }
    return registration
        .add(new SharedName(name, hash, OptionalLong.of(size)))
        .timeout(REGISTER_MILLIS, TimeUnit.MILLISECONDS)
        .transform(told -> Future.succeededFuture());
  }

  /** Has the trackers forget it, if it is that transfer's. */
  void remove(String name, String id) {
    if (owners.remove(name, id)) {
      registration.remove(name);
    }
  }
}
