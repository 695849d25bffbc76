package io.minibit.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;

/** What the bridge says, ready to be written. Field names are what published clients look for. */
final class Frames {
  private Frames() {}

  static Buffer pong() {
    return frame(new JsonObject().put("type", "pong"));
  }

  /** A reply, at the address that the request wanted it at. */
  static Buffer reply(String replyAddress, Message<?> reply) {
    return message(replyAddress, true, reply);
  }

  /** Something published. */
  static Buffer published(Message<?> message) {
    return message(message.address(), false, message);
  }

  /** A request that failed; clients find it by the address that the reply was wanted at. */
  static Buffer failure(BridgeRequest request, int code, String type, String message) {
    return frame(
        new JsonObject()
            .put("type", "err")
            .put("address", request.replyAddress())
            .put("sourceAddress", request.address())
            .put("failureCode", code)
            .put("failureType", type)
            .put("message", message));
  }

  static Buffer failure(BridgeRequest request, ReplyException failure) {
    return failure(
        request, failure.failureCode(), failure.failureType().name(), failure.getMessage());
  }

  /** The bridge itself refuses, in the protocol's own words. */
  static Buffer error(String replyAddress, String message) {
    JsonObject error = new JsonObject().put("type", "err").put("message", message);
    return frame(replyAddress == null ? error : error.put("address", replyAddress));
  }

  private static Buffer message(String address, boolean send, Message<?> message) {
    JsonObject headers = new JsonObject();
    MultiMap given = message.headers();
    given.forEach(headers::put);
    return frame(
        new JsonObject()
            .put("type", "message")
            .put("address", address)
            .put("headers", headers)
            .put("send", send)
            .put("body", message.body()));
  }

  private static Buffer frame(JsonObject json) {
    Buffer text = json.toBuffer();
    return Buffer.buffer(Integer.BYTES + text.length()).appendInt(text.length()).appendBuffer(text);
  }
}
