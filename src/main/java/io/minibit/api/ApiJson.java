package io.minibit.api;

import io.vertx.core.json.JsonObject;

/** The one place where the control interface's records become JSON and JSON becomes records. */
public final class ApiJson {
  private static final String ACTION = "action";
  private static final String TRANSFER = "transfer";

  private ApiJson() {}

  /** A record of this room as a JSON object. */
  public static JsonObject json(Record record) {
    if (record instanceof Event event) {
      JsonObject json = RecordJson.write(event);
      Object transfer = json.remove(TRANSFER);
      return json.mergeIn((JsonObject) transfer);
    }
    return RequestFamily.action(record)
        .map(action -> new JsonObject().put(ACTION, action).mergeIn(RecordJson.write(record)))
        .orElseGet(() -> RecordJson.write(record));
  }

  /**
   * Reads a reply or an event.
   *
   * @throws ApiException MALFORMED, when it is not one
   */
  public static <T extends Record> T read(JsonObject json, Class<T> type) {
    return RecordJson.read(type == Event.class ? nested(json) : json, type);
  }

  /** An event with its transfer in it instead of beside it. */
  private static JsonObject nested(JsonObject flat) {
    JsonObject transfer = flat.copy();
    return new JsonObject()
        .put("type", transfer.remove("type"))
        .put("node", transfer.remove("node"))
        .put(TRANSFER, transfer);
  }

  /**
   * Reads a request of a peer.
   *
   * @param body what came in; anything but a sound {@link JsonObject} is refused
   * @throws ApiException MALFORMED, saying what is wrong
   */
  public static PeerRequest peerRequest(Object body) {
    return request(body, RequestFamily.PEER);
  }

  /**
   * Reads a request of a tracker.
   *
   * @param body what came in; anything but a sound {@link JsonObject} is refused
   * @throws ApiException MALFORMED, saying what is wrong
   */
  public static TrackerRequest trackerRequest(Object body) {
    return request(body, RequestFamily.TRACKER);
  }

  /**
   * Reads a request that goes to the peers of a cluster.
   *
   * @param body what came in; anything but a sound {@link JsonObject} is refused
   * @throws ApiException MALFORMED, saying what is wrong
   */
  public static PeersRequest peersRequest(Object body) {
    return request(body, RequestFamily.PEERS);
  }

  private static <T> T request(Object body, RequestFamily<T> family) {
    if (!(body instanceof JsonObject json)) {
      throw malformed("the request must be a JSON object, such as {\"action\":\"list\"}");
    }
    Object action = json.getValue(ACTION);
    if (action == null) {
      throw malformed("action is missing");
    }
    Class<? extends T> type = family.requests().get(action.toString());
    if (type == null || !(action instanceof String)) {
      throw malformed("unknown action \"" + action + "\"");
    }
    JsonObject fields = json.copy();
    fields.remove(ACTION);
    return family.cast(RecordJson.read(fields, type.asSubclass(Record.class)));
  }

  private static ApiException malformed(String message) {
    return new ApiException(FailureCode.MALFORMED, message);
  }
}
