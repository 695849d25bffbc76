package io.minibit.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A frame that a client sent.
 *
 * @param type what it wants, in the protocol's words
 * @param address null when it gave none
 * @param replyAddress where the client listens for the reply; null when it wants none
 * @param headers of the message, text only, by lower-case name
 * @param body any JSON value; null when there is none
 */
record BridgeRequest(
    String type, String address, String replyAddress, Map<String, String> headers, Object body) {
  /** What published clients make up are UUIDs; it comes back in every reply. */
  private static final int MAX_REPLY_ADDRESS_CHARS = 256;

  /**
   * Reads a frame.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static BridgeRequest parse(Buffer frame) {
    JsonObject json;
    try {
      json = new JsonObject(frame);
    } catch (DecodeException e) {
      throw new IllegalArgumentException("a frame holds one JSON object", e);
    }
    String replyAddress = text(json, "replyAddress");
    if (replyAddress != null && replyAddress.length() > MAX_REPLY_ADDRESS_CHARS) {
      throw new IllegalArgumentException(
          "replyAddress must not be longer than " + MAX_REPLY_ADDRESS_CHARS + " characters");
    }
    return new BridgeRequest(
        text(json, "type"),
        text(json, "address"),
        replyAddress,
        headers(json.getValue("headers")),
        json.getValue("body"));
  }

  private static String text(JsonObject json, String field) {
    Object value = json.getValue(field);
    if (value != null && !(value instanceof String)) {
      throw new IllegalArgumentException(field + " must be a string");
    }
    return (String) value;
  }

  private static Map<String, String> headers(Object value) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (value == null) {
      return headers;
    }
    if (!(value instanceof JsonObject json)) {
      throw new IllegalArgumentException("headers must be a JSON object");
    }
    for (String name : json.fieldNames()) {
      String text = text(json, name);
      if (text != null) {
        headers.put(name.toLowerCase(Locale.ROOT), text);
      }
    }
    return headers;
  }
}
