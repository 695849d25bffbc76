package io.minibit.web;

import io.minibit.api.Addresses;
import io.minibit.api.ApiCall;
import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.api.Token;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * One client of the event-bus bridge for browsers, in the protocol that Vert.x's published clients
 * speak. Vert.x's own bridge neither bounds what waits to go out nor knows the contract's codes.
 */
final class SockJsClient {
  /** Requests without an answer yet; one more is refused. */
  static final int MAX_PENDING = 64;

  /** What published clients make up are UUIDs; it comes back in every reply. */
  private static final int MAX_REPLY_ADDRESS_CHARS = 256;

  private final SockJSSocket socket;
  private final ApiCall calls;
  private final SignIn signIn;
  private final boolean signedIn;
  private int pending;
  private long unwritten;
  private boolean listening;

  SockJsClient(SockJSSocket socket, ApiCall calls, SignIn signIn) {
    this.socket = socket;
    this.calls = calls;
    this.signIn = signIn;
    this.signedIn = signIn.admits(socket.routingContext().request());
    socket.handler(this::received);
  }

  /**
   * Hands on what was published, if the client listens.
   *
   * @param dispensable whether it may be left out for a client that is behind
   */
  void publish(JsonObject body, boolean dispensable) {
    if (listening && !(dispensable && socket.writeQueueFull())) {
      write(new JsonObject().put("type", "rec").put("address", Addresses.EVENTS).put("body", body));
    }
  }

  private void received(Buffer text) {
    JsonObject message;
    try {
      message = ApiHandler.object(text);
      read(message);
    } catch (ApiException | ClassCastException e) {
      error(null, FailureCode.MALFORMED, "a message is a JSON object with type and address");
    }
  }

  private void read(JsonObject message) {
    String type = message.getString("type", "");
    if (type.equals("ping")) {
      write(new JsonObject().put("type", "pong"));
      return;
    }
    String replyAddress = message.getString("replyAddress");
    if (replyAddress != null && replyAddress.length() > MAX_REPLY_ADDRESS_CHARS) {
      error(null, FailureCode.MALFORMED, "the replyAddress is too long");
      return;
    }
    String given = message.getJsonObject("headers", new JsonObject()).getString(Token.HEADER);
    if (!signedIn && !signIn.knows(given)) {
      error(
          replyAddress,
          FailureCode.UNAUTHORIZED,
          "the token is missing or wrong; send it as header \"" + Token.HEADER + "\"");
      return;
    }
    String address = message.getString("address", "");
    boolean sends = type.equals("send");
    if (sends ? !Addresses.takesRequests(address) : !Addresses.isHeard(address)) {
      error(replyAddress, FailureCode.NOT_FOUND, "access_denied");
    } else if (sends) {
      send(address, replyAddress, message.getValue("body"));
    } else if (type.equals("register")) {
      listening = true;
    } else if (type.equals("unregister")) {
      listening = false;
    } else {
      error(replyAddress, FailureCode.MALFORMED, "a type is send, register, unregister or ping");
    }
  }

  private void send(String address, String replyAddress, Object body) {
    if (!(body instanceof JsonObject request)) {
      error(replyAddress, FailureCode.MALFORMED, "the body must be a JSON object");
      return;
    }
    if (pending >= MAX_PENDING) {
      error(replyAddress, FailureCode.UNAVAILABLE, "too many requests under way");
      return;
    }
    pending++;
    calls
        .ask(address, request)
        .onComplete(
            reply -> {
              pending--;
              if (reply.failed() && reply.cause() instanceof ApiException refused) {
                error(replyAddress, refused.code(), refused.getMessage());
              } else if (replyAddress != null) {
                write(
                    new JsonObject()
                        .put("type", "rec")
                        .put("address", replyAddress)
                        .put("body", reply.result()));
              }
            });
  }

  private void error(String replyAddress, FailureCode code, String message) {
    JsonObject error =
        new JsonObject()
            .put("type", "err")
            .put("failureCode", code.code())
            .put("failureType", ReplyFailure.RECIPIENT_FAILURE.name())
            .put("message", message);
    write(replyAddress == null ? error : error.put("address", replyAddress));
  }

  private void write(JsonObject message) {
    // Counted before this one, so that one great answer always finds its way.
    if (unwritten > EventStreams.MAX_UNWRITTEN_BYTES) {
      socket.close();
      return;
    }
    // As text: a buffer would leave a plain WebSocket as a binary frame, which no client expects.
    String text = message.encode();
    unwritten += text.length();
    socket.write(text).onComplete(written -> unwritten -= text.length());
  }
}
