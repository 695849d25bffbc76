package io.minibit.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The requests that one address takes, by what their field {@code action} says. */
public final class RequestFamily<T> {
  /** What a peer can be asked. */
  public static final RequestFamily<PeerRequest> PEER =
      new RequestFamily<>(
          PeerRequest.class,
          Map.entry("share", PeerRequest.Share.class),
          Map.entry("unshare", PeerRequest.Unshare.class),
          Map.entry("get", PeerRequest.Get.class),
          Map.entry("seeders", PeerRequest.Seeders.class),
          Map.entry("list", PeerRequest.ListTransfers.class),
          Map.entry("status", PeerRequest.Status.class),
          Map.entry("details", PeerRequest.Details.class),
          Map.entry("pause", PeerRequest.Pause.class),
          Map.entry("resume", PeerRequest.Resume.class),
          Map.entry("remove", PeerRequest.Remove.class),
          Map.entry("verify", PeerRequest.Verify.class),
          Map.entry("limits", PeerRequest.Limits.class),
          Map.entry("node", PeerRequest.DescribeNode.class));

  /** What a tracker can be asked. */
  public static final RequestFamily<TrackerRequest> TRACKER =
      new RequestFamily<>(
          TrackerRequest.class,
          Map.entry("stats", TrackerRequest.Stats.class),
          Map.entry("names", TrackerRequest.Names.class),
          Map.entry("seeders", TrackerRequest.Seeders.class),
          Map.entry("swarm", TrackerRequest.Swarm.class));

  /** What the peers of a cluster can be asked. */
  public static final RequestFamily<PeersRequest> PEERS =
      new RequestFamily<>(PeersRequest.class, Map.entry("nodes", PeersRequest.Nodes.class));

  private static final List<RequestFamily<?>> ALL = List.of(PEER, TRACKER, PEERS);

  private final Class<T> type;
  private final Map<String, Class<? extends T>> requests = new LinkedHashMap<>();

  @SafeVarargs
  private RequestFamily(Class<T> type, Map.Entry<String, Class<? extends T>>... requests) {
    this.type = type;
    for (Map.Entry<String, Class<? extends T>> request : requests) {
      this.requests.put(request.getKey(), request.getValue());
    }
  }

  /** The records, by their actions, in the order in which they are told of. */
  public Map<String, Class<? extends T>> requests() {
    return Collections.unmodifiableMap(requests);
  }

  T cast(Record request) {
    return type.cast(request);
  }

  /** What {@code action} says of a record; nothing where it is no request. */
  static Optional<String> action(Record record) {
    for (RequestFamily<?> family : ALL) {
      for (var request : family.requests.entrySet()) {
        if (request.getValue() == record.getClass()) {
          return Optional.of(request.getKey());
        }
      }
    }
    return Optional.empty();
  }
}
