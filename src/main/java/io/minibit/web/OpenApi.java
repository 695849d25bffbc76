package io.minibit.web;

import io.minibit.api.FailureCode;
import io.minibit.api.RequestSchemas;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** Describes the HTTP door to programs; made when it is asked for. */
final class OpenApi {
  private static final String JSON = "application/json";

  private OpenApi() {}

  static void serve(RoutingContext context) {
    context.response().putHeader("content-type", JSON).end(document().toBuffer());
  }

  static JsonObject document() {
    JsonObject schemas =
        new JsonObject()
            .put("PeerRequest", RequestSchemas.peer())
            .put("PeersRequest", RequestSchemas.peers())
            .put("TrackerRequest", RequestSchemas.tracker())
            .put("Failure", failure());
    JsonObject bearer = new JsonObject().put("type", "http").put("scheme", "bearer");
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put("info", new JsonObject().put("title", "minibit").put("version", "1"))
        .put("paths", paths())
        .put(
            "components",
            new JsonObject()
                .put("schemas", schemas)
                .put("securitySchemes", new JsonObject().put("token", bearer)))
        .put(
            "security",
            new JsonArray()
                .add(new JsonObject())
                .add(new JsonObject().put("token", new JsonArray())));
  }

  private static JsonObject paths() {
    return new JsonObject()
        .put("/api/peer", post("PeerRequest", "Asks this node's peer."))
        .put("/api/peers", post("PeersRequest", "Asks about the peers of the cluster."))
        .put("/api/tracker", post("TrackerRequest", "Asks this node's tracker."))
        .put("/api/events", get("text/event-stream", "What happens to transfers, as it happens."))
        .put("/metrics", get("text/plain", "Prometheus text."))
        .put("/health/live", get(JSON, "Whether the process lives; 503 when not."))
        .put("/health/ready", get(JSON, "Whether its parts answer; 503 when not."));
  }

  private static JsonObject post(String request, String summary) {
    JsonObject responses =
        new JsonObject()
            .put("200", content("The answer.", JSON, new JsonObject().put("type", "object")));
    for (FailureCode failure : FailureCode.values()) {
      responses.put(
          Integer.toString(failure.code()),
          content(
              failure.name().toLowerCase(Locale.ROOT).replace('_', ' '),
              JSON,
              reference("Failure")));
    }
    JsonObject body =
        new JsonObject().put("required", true).put("content", media(JSON, reference(request)));
    return new JsonObject()
        .put(
            "post",
            new JsonObject()
                .put("summary", summary)
                .put("requestBody", body)
                .put("responses", responses));
  }

  private static JsonObject get(String type, String summary) {
    JsonObject text = new JsonObject().put("type", type.equals(JSON) ? "object" : "string");
    return new JsonObject()
        .put(
            "get",
            new JsonObject()
                .put("summary", summary)
                .put("responses", new JsonObject().put("200", content(summary, type, text))));
  }

  private static JsonObject failure() {
    return new JsonObject()
        .put("type", "object")
        .put("required", new JsonArray().add("code").add("message"))
        .put(
            "properties",
            new JsonObject()
                .put("code", new JsonObject().put("type", "integer"))
                .put("message", new JsonObject().put("type", "string")));
  }

  private static JsonObject content(String description, String type, JsonObject schema) {
    return new JsonObject().put("description", description).put("content", media(type, schema));
  }

  private static JsonObject media(String type, JsonObject schema) {
    return new JsonObject().put(type, new JsonObject().put("schema", schema));
  }

  private static JsonObject reference(String schema) {
    return new JsonObject().put("$ref", "#/components/schemas/" + schema);
  }
}
