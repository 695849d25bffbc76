package io.minibit.bridge;

import io.minibit.api.Addresses;
import io.minibit.api.FailureCode;
import io.minibit.api.Token;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the bridge. Reading stops while it owes too many answers or the client does not
 * take what it is sent; a client that lets events pile up is closed.
 */
final class BridgeConnection {
  private static final Logger log = LoggerFactory.getLogger(BridgeConnection.class);

  /** Requests without an answer yet. A program that pipelines more only waits a little. */
  static final int MAX_PENDING = 64;

  /** What a client may leave unread, beyond what the kernel holds, before it is given up. */
  static final int MAX_UNWRITTEN_BYTES = 1024 * 1024;

  /** A frame of 64 KiB takes no honest client longer. */
  static final int FRAME_SECONDS = 10;

  /** Published clients ping every 5 s; a person at a socket is slower. */
  static final int IDLE_SECONDS = 300;

  /** The node's own work has its own limits; this one only ends what was forgotten. */
  private static final long REPLY_TIMEOUT_MILLIS = 300_000;

  private final NetSocket socket;
  private final EventBus bus;
  private final Token token;
  private final Consumer<NetSocket> abort;
  private final FrameReader reader = new FrameReader();
  private int pending;
  private long unwritten;
  private boolean listening;
  private boolean paused;
  private boolean admitted;
  private boolean closed;
  private int frameSeconds;
  private int idleSeconds;

  /**
   * Takes over a socket.
   *
   * @param abort ends a connection without waiting for what is still to be written
   */
  BridgeConnection(NetSocket socket, EventBus bus, Token token, Consumer<NetSocket> abort) {
    this.socket = socket;
    this.bus = bus;
    this.token = token;
    this.abort = abort;
    socket.handler(this::received).drainHandler(drained -> proceed());
  }

  /** Called once a second. */
  void tick() {
    if (closed) {
      abort.accept(socket); // It did not take the last word in time.
    } else if (reader.isWaiting() && !paused && ++frameSeconds > FRAME_SECONDS) {
      close("a frame was not finished within " + FRAME_SECONDS + " s");
    } else if (!listening && pending == 0 && ++idleSeconds > IDLE_SECONDS) {
      close("silent for " + IDLE_SECONDS + " s");
    }
  }

  /**
   * Hands on what was published, if the client listens.
   *
   * @param dispensable whether it may be left out for a client that is behind
   */
  void publish(Buffer frame, boolean dispensable) {
    if (listening && !(dispensable && socket.writeQueueFull())) {
      write(frame);
    }
  }

  /** Whether no request of it was let in so far. */
  boolean isStranger() {
    return !admitted;
  }

  /** Ends for the sake of another. */
  void giveWay() {
    close("another came, and this one has asked for nothing");
  }

  /** The connection is gone. */
  void ended() {
    closed = true;
    listening = false;
  }

  private void received(Buffer bytes) {
    idleSeconds = 0;
    if (!closed) {
      reader.feed(bytes);
      proceed();
    }
  }

  private void proceed() {
    try {
      while (!closed && !isBehind()) {
        Optional<Buffer> frame = reader.next();
        if (frame.isEmpty()) {
          resume();
          return;
        }
        frameSeconds = 0;
        handle(frame.get());
      }
    } catch (FrameReader.BadLengthException e) {
      ended();
      socket.write(Frames.error(null, e.getMessage())).onComplete(said -> socket.close());
      return;
    }
    if (!paused && !closed) {
      paused = true;
      socket.pause();
    }
  }

  private void resume() {
    if (paused) {
      paused = false;
      socket.resume();
    }
  }

  private boolean isBehind() {
    return pending >= MAX_PENDING || socket.writeQueueFull();
  }

  private void handle(Buffer frame) {
    BridgeRequest request;
    try {
      request = BridgeRequest.parse(frame);
    } catch (IllegalArgumentException e) {
      write(Frames.error(null, e.getMessage()));
      return;
    }
    if ("ping".equals(request.type())) {
      write(Frames.pong());
    } else if (!token.admits(request.headers().get(Token.HEADER))) {
      fail(
          request,
          FailureCode.UNAUTHORIZED,
          "the token is missing or wrong; send it as header \"" + Token.HEADER + "\"");
    } else if (request.type() == null) {
      refuse(request, "unknown_type");
    } else {
      dispatch(request);
    }
  }

  private void dispatch(BridgeRequest request) {
    switch (request.type()) {
      case "send", "publish", "register", "unregister" -> {
        if (request.address() == null) {
          refuse(request, "missing_address");
        } else if (!passes(request)) {
          refuse(request, "access_denied");
        } else if (request.type().equals("send")) {
          admitted = true;
          sendObject(request);
        } else if (request.type().equals("register")) {
          admitted = true;
          listening = true;
        } else if (listening) {
          listening = false;
        } else {
          refuse(request, "unknown_address");
        }
      }
      default -> refuse(request, "unknown_type");
    }
  }

  /** Nobody publishes from outside: events are the node's word. */
  private static boolean passes(BridgeRequest request) {
    return switch (request.type()) {
      case "send" -> Addresses.takesRequests(request.address());
      case "publish" -> false;
      default -> Addresses.isHeard(request.address());
    };
  }

  private void sendObject(BridgeRequest request) {
    if (request.body() instanceof JsonObject body) {
      send(request, body);
    } else {
      fail(request, FailureCode.MALFORMED, "the body must be a JSON object");
    }
  }

  private void send(BridgeRequest request, JsonObject body) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(REPLY_TIMEOUT_MILLIS)
            .setLocalOnly(Addresses.isOwn(request.address()));
    request
        .headers()
        .forEach(
            (name, value) -> {
              // The token has served: it is not for whoever answers, and not for the network.
              if (!name.equals(Token.HEADER)) {
                options.addHeader(name, value);
              }
            });
    pending++;
    bus.request(request.address(), body, options).onComplete(reply -> replied(request, reply));
  }

  private void replied(BridgeRequest request, AsyncResult<Message<Object>> reply) {
    pending--;
    if (request.replyAddress() != null) {
      if (reply.succeeded()) {
        write(Frames.reply(request.replyAddress(), reply.result()));
      } else {
        write(failure(request, reply.cause()));
      }
    }
    proceed();
  }

  private static Buffer failure(BridgeRequest request, Throwable cause) {
    if (!(cause instanceof ReplyException failure)) {
      log.error("a request to {} met a bug", request.address(), cause);
      return Frames.failure(
          request, FailureCode.BUG.code(), ReplyFailure.ERROR.name(), "internal error");
    }
    return switch (failure.failureType()) {
      case NO_HANDLERS ->
          unavailable(request, failure, "nobody answers here: the node has no such role");
      case TIMEOUT -> unavailable(request, failure, "no answer in time");
      default -> Frames.failure(request, failure);
    };
  }

  private static Buffer unavailable(BridgeRequest request, ReplyException failure, String message) {
    return Frames.failure(
        request,
        FailureCode.UNAVAILABLE.code(),
        failure.failureType().name(),
        request.address() + ": " + message);
  }

  private void fail(BridgeRequest request, FailureCode code, String message) {
    write(Frames.failure(request, code.code(), ReplyFailure.RECIPIENT_FAILURE.name(), message));
  }

  private void refuse(BridgeRequest request, String protocolWord) {
    write(Frames.error(request.replyAddress(), protocolWord));
  }

  private void write(Buffer frame) {
    if (closed) {
      return;
    }
    // Counted before this frame, so that one great answer always finds its way.
    if (unwritten > MAX_UNWRITTEN_BYTES) {
      close("does not read what it is sent");
      return;
    }
    unwritten += frame.length();
    socket.write(frame).onComplete(written -> unwritten -= frame.length());
  }

  private void close(String why) {
    if (!closed) {
      ended();
      log.debug("api: closing {}: {}", socket.remoteAddress(), why);
      abort.accept(socket);
    }
  }
}
