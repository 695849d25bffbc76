package io.minibit.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;

/**
 * JSON schemas of the requests, made from the very records that {@link ApiJson} reads them into, so
 * that what is documented is what is accepted. What a schema cannot say well, as that exactly one
 * of four fields is to be given, the records check by themselves.
 */
public final class RequestSchemas {
  private RequestSchemas() {}

  /** What a peer can be asked. */
  public static JsonObject peer() {
    return family(RequestFamily.PEER);
  }

  /** What a tracker can be asked. */
  public static JsonObject tracker() {
    return family(RequestFamily.TRACKER);
  }

  /** What the peers of a cluster can be asked. */
  public static JsonObject peers() {
    return family(RequestFamily.PEERS);
  }

  private static JsonObject family(RequestFamily<?> family) {
    JsonArray actions = new JsonArray();
    family.requests().forEach((name, request) -> actions.add(action(name, request)));
    return new JsonObject().put("oneOf", actions);
  }

  private static JsonObject action(String name, Class<?> request) {
    JsonArray required = new JsonArray().add("action");
    JsonObject properties = new JsonObject().put("action", new JsonObject().put("const", name));
    for (RecordComponent field : request.getRecordComponents()) {
      boolean needed = field.isAnnotationPresent(Required.class);
      if (needed) {
        required.add(field.getName());
      }
      properties.put(field.getName(), value(field, needed));
    }
    return new JsonObject()
        .put("title", name)
        .put("type", "object")
        .put("additionalProperties", false)
        .put("required", required)
        .put("properties", properties);
  }

  private static JsonObject value(RecordComponent field, boolean needed) {
    JsonObject value = new JsonObject();
    String type;
    if (field.getType() == Long.class) {
      type = "integer";
      value.put("minimum", 0);
    } else if (field.getType() == Boolean.class) {
      type = "boolean";
    } else if (field.getType() == String.class) {
      type = "string";
    } else {
      throw new IllegalStateException("no request has a field of " + field.getType());
    }
    // A field that may be absent may be null as well.
    return value.put("type", needed ? type : new JsonArray().add(type).add("null"));
  }
}
