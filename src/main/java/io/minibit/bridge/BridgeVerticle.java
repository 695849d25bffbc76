package io.minibit.bridge;

import io.minibit.api.Addresses;
import io.minibit.api.Token;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The door for programs in other processes: Vert.x's TCP event-bus bridge protocol, open for the
 * addresses of the control interface alone. Strangers can neither grow its memory nor keep others
 * out: frames, connections, requests under way and unread events are bounded.
 *
 * <p>Whoever deploys it makes sure that a door which others can reach has a token.
 */
public final class BridgeVerticle extends VerticleBase {
  /** Programs of one user on one machine; each costs at most 2 MiB when it behaves worst. */
  static final int MAX_CONNECTIONS = 100;

  private static final long TICK_MILLIS = 1000;

  private final BridgeSettings settings;
  private final Token token;
  private final IntConsumer listening;
  private final Consumer<NetSocket> abort;
  private final long tickMillis;
  private final Set<BridgeConnection> connections = new LinkedHashSet<>();
  private NetServer server;

  /**
   * A door, to be deployed once; deploying fails with the cause when the port cannot be bound.
   *
   * @param listening hears the bound port
   * @param abort ends a connection without waiting for what is still to be written
   */
  public BridgeVerticle(BridgeSettings settings, IntConsumer listening, Consumer<NetSocket> abort) {
    this(settings, listening, abort, TICK_MILLIS);
  }

  BridgeVerticle(
      BridgeSettings settings, IntConsumer listening, Consumer<NetSocket> abort, long tickMillis) {
    this.settings = settings;
    token = Token.of(settings.token());
    this.listening = listening;
    this.abort = abort;
    this.tickMillis = tickMillis;
  }

  @Override
  public Future<?> start() {
    MessageConsumer<JsonObject> events = vertx.eventBus().consumer(Addresses.EVENTS, this::publish);
    vertx.setPeriodic(
        tickMillis, fired -> List.copyOf(connections).forEach(BridgeConnection::tick));
    server = vertx.createNetServer(settings.server()).connectHandler(this::connected);
    // Whoever is let in is told everything, also of the other nodes of a cluster.
    return events
        .completion()
        .compose(heard -> server.listen(settings.port(), settings.host()))
        .onSuccess(bound -> listening.accept(bound.actualPort()));
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  private void connected(NetSocket socket) {
    if (connections.size() >= MAX_CONNECTIONS && !makeRoom()) {
      socket.write(Frames.error(null, "too many connections"));
      socket.close();
      return;
    }
    BridgeConnection connection = new BridgeConnection(socket, vertx.eventBus(), token, abort);
    connections.add(connection);
    socket.closeHandler(
        gone -> {
          connection.ended();
          connections.remove(connection);
        });
  }

  /** Ends the eldest of those of which no request was let in, so that they keep nobody out. */
  private boolean makeRoom() {
    for (BridgeConnection connection : connections) {
      if (connection.isStranger()) {
        connections.remove(connection);
        connection.giveWay();
        return true;
      }
    }
    return false;
  }

  private void publish(Message<JsonObject> event) {
    if (connections.isEmpty()) {
      return;
    }
    boolean dispensable = "progress".equals(event.body().getString("type"));
    Buffer frame = Frames.published(event);
    List.copyOf(connections).forEach(connection -> connection.publish(frame, dispensable));
  }
}
