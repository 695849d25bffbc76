package io.minibit.node;

import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Vert.x Config's reader of our files: plain JSON, where naming a section deploys it unless it says
 * {@code "enabled": false}. Found through {@code META-INF/services}.
 */
public final class ConfigFileProcessor implements ConfigProcessor {
  /** Sections that deploy nothing. */
  private static final Set<String> PLAIN = Set.of("node", "cluster");

  /** The format that config stores name to be read by this. */
  static final String FORMAT = "minibit";

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
    try {
      return Json.decodeValue(input) instanceof JsonObject file
          ? Future.succeededFuture(enableNamed(file))
          : Future.failedFuture(
              new ConfigException("is not a JSON object, such as {\"peer\": {}}"));
    } catch (DecodeException e) {
      String cause =
          e.getMessage().lines().findFirst().orElse("").replaceFirst("^Failed to decode: *", "");
      return Future.failedFuture(new ConfigException("is not a JSON object: " + cause));
    }
  }

  /** Writes down what naming a section means. */
  static JsonObject enableNamed(JsonObject file) {
    JsonObject marked = file.copy();
    for (String section : file.fieldNames()) {
      if (!PLAIN.contains(section)
          && marked.getValue(section) instanceof JsonObject values
          && !values.containsKey("enabled")) {
        values.put("enabled", true);
      }
    }
    return marked;
  }
}
