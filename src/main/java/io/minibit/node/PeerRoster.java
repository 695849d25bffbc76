package io.minibit.node;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.Endpoint;
import io.minibit.api.NodeDescription;
import io.minibit.api.NodeList;
import io.minibit.api.PeersRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes of a cluster have a peer, answered at {@link Addresses#PEERS} by every node. Each
 * peer keeps its name in a map of the cluster, where it stays only as long as it is renewed, so a
 * node that dies, or a part of the map that is lost with one, needs nobody's care. What is told of
 * a node it tells itself, when it is asked. A node without a cluster knows itself alone.
 */
final class PeerRoster {
  private static final Logger log = LoggerFactory.getLogger(PeerRoster.class);
  private static final String SHARED = "minibit.peers";

  /** Between two renewals of a name; two may be lost. */
  private static final long RENEW_MILLIS = 10_000;

  private static final long FORGET_MILLIS = 30_000;

  /** A node that does not tell about itself by then is away, or as good as that. */
  private static final long ANSWER_MILLIS = 2_000;

  private final Vertx vertx;
  private final String ownName;

  /**
   * A roster, to be opened once.
   *
   * @param ownName of this node; null where it has no peer
   */
  PeerRoster(Vertx vertx, String ownName) {
    this.vertx = vertx;
    this.ownName = ownName;
  }

  /** Fails with {@link ConfigException} where another node of the cluster bears that name. */
  static Future<Void> requireFree(Vertx vertx, String name) {
    if (!vertx.isClustered()) {
      return Future.succeededFuture();
    }
    return ask(vertx, name)
        .compose(
            other ->
                other == null
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ConfigException(
                            "node.name: another node of this cluster is called "
                                + name
                                + "; give each its own")));
  }

  /** Begins to answer; the peer, where there is one, answers already. */
  Future<Void> open() {
    Endpoint<PeersRequest> endpoint = new Endpoint<>(ApiJson::peersRequest, request -> nodes());
    vertx.eventBus().localConsumer(Addresses.PEERS, endpoint::handle);
    if (ownName == null || !vertx.isClustered()) {
      return Future.succeededFuture();
    }
    vertx.setPeriodic(
        RENEW_MILLIS,
        fired ->
            renew().onFailure(failure -> log.warn("names of peers: {}", failure.getMessage())));
    return renew();
  }

  /** Takes the own name out, so that nobody asks a node that left. */
  Future<Void> close() {
    return ownName == null || !vertx.isClustered()
        ? Future.succeededFuture()
        : names().compose(map -> map.remove(ownName)).mapEmpty();
  }

  private Future<AsyncMap<String, String>> names() {
    return vertx.sharedData().getClusterWideMap(SHARED);
  }

  private Future<Void> renew() {
    return names().compose(map -> map.put(ownName, "", FORGET_MILLIS));
  }

  private Future<Set<String>> known() {
    return vertx.isClustered()
        ? names().compose(AsyncMap::keys)
        : Future.succeededFuture(ownName == null ? Set.of() : Set.of(ownName));
  }

  private Future<NodeList> nodes() {
    return known().compose(this::askAll);
  }

  private Future<NodeList> askAll(Collection<String> names) {
    List<Future<NodeDescription>> answers = new ArrayList<>();
    names.forEach(name -> answers.add(ask(vertx, name)));
    return Future.join(answers)
        .map(
            joined ->
                new NodeList(
                    answers.stream()
                        .map(Future::result)
                        .filter(Objects::nonNull)
                        .sorted(Comparator.comparing(NodeDescription::name))
                        .toList()));
  }

  /** What the node of that name tells about itself; null where none answers. */
  private static Future<NodeDescription> ask(Vertx vertx, String name) {
    return vertx
        .eventBus()
        .<JsonObject>request(
            Addresses.peerOf(name),
            new JsonObject().put("action", "node"),
            new DeliveryOptions().setSendTimeout(ANSWER_MILLIS))
        .map(reply -> ApiJson.read(reply.body(), NodeDescription.class))
        .otherwiseEmpty();
  }
}
