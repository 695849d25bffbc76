package io.minibit.cli;

import io.minibit.api.Addresses;
import io.minibit.api.ApiException;
import io.minibit.api.ApiJson;
import io.minibit.api.Endpoint;
import io.minibit.api.Event;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A node whose peer says what a test tells it to, behind a real event bus. */
final class FakeNode implements NodeLauncher, RunningNode {
  static final String LISTENING = "listening peer 127.0.0.1:4711";

  final List<PeerRequest> requests = new CopyOnWriteArrayList<>();
  final List<JsonObject> settings = new CopyOnWriteArrayList<>();
  volatile boolean closed;
  volatile boolean menu;

  private final Vertx vertx = Vertx.vertx();
  private final Function<PeerRequest, Record> peer;

  /**
   * A node.
   *
   * @param peer answers requests; may throw {@link ApiException}, and {@link #publish}
   */
  FakeNode(Function<FakeNode, Function<PeerRequest, Record>> peer) {
    this.peer = peer.apply(this);
  }

  static Transfer transfer(String name, long size, TransferState state, double progress) {
    return new Transfer(
        "old:" + name,
        name,
        size,
        state,
        progress,
        false,
        Math.round(size * progress),
        0,
        0,
        0,
        1,
        1,
        null,
        "/downloads",
        null,
        null,
        null);
  }

  static Transfer failed(String name, String error) {
    return new Transfer(
        "old:" + name,
        name,
        null,
        TransferState.FAILED,
        0,
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        "/downloads",
        error,
        null,
        null);
  }

  void publish(Event.Type type, Transfer transfer) {
    vertx
        .eventBus()
        .publish(Addresses.EVENTS, ApiJson.json(new Event(type, "fake-node", transfer)));
  }

  @Override
  public Future<RunningNode> startNode(Optional<Path> config, boolean clustered, Output output) {
    return start(output);
  }

  @Override
  public Future<RunningNode> startPeer(JsonObject peerSettings, Output output) {
    settings.add(peerSettings);
    return start(output);
  }

  private Future<RunningNode> start(Output output) {
    var endpoint =
        new Endpoint<PeerRequest>(
            ApiJson::peerRequest,
            request -> {
              requests.add(request);
              return Future.succeededFuture(peer.apply(request));
            });
    output.listening(LISTENING);
    return vertx
        .eventBus()
        .<Object>consumer(Addresses.PEER, endpoint::handle)
        .completion()
        .map(this);
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public boolean wantsMenu(boolean interactive) {
    return menu;
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return vertx.close();
  }
}
