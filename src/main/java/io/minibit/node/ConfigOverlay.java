package io.minibit.node;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A layer of the configuration that comes as plain strings: environment variables ({@code
 * MINIBIT_TRACKER_PORT}) or system properties ({@code minibit.tracker.port}). Only names under a
 * known section are looked at, so that a foreign {@code MINIBIT_JAR} harms nobody, while a typing
 * error in a real one does not pass in silence.
 *
 * @param values the layer, typed as the schema wants where the text allows
 * @param sources which variable or property a {@code section.key} came from
 */
record ConfigOverlay(JsonObject values, Map<String, String> sources) {

  /** The layer of environment variables: upper case, without separators inside a name. */
  static ConfigOverlay environment(ConfigSchema schema, Map<String, String> variables) {
    ConfigOverlay overlay = new ConfigOverlay(new JsonObject(), new HashMap<>());
    variables.forEach(
        (variable, text) -> {
          for (String section : schema.sections()) {
            String prefix = "MINIBIT_" + section.toUpperCase(Locale.ROOT) + "_";
            if (variable.startsWith(prefix)) {
              String bare = variable.substring(prefix.length());
              String key =
                  schema.keys(section).stream()
                      .filter(known -> known.toUpperCase(Locale.ROOT).equals(bare))
                      .findFirst()
                      .orElseThrow(
                          () -> unknown("environment variable " + variable, section, schema));
              overlay.put(schema, section, key, text, variable);
            }
          }
        });
    return overlay;
  }

  /** The layer of system properties. */
  static ConfigOverlay properties(ConfigSchema schema, Map<String, String> properties) {
    ConfigOverlay overlay = new ConfigOverlay(new JsonObject(), new HashMap<>());
    properties.forEach(
        (property, text) -> {
          for (String section : schema.sections()) {
            String prefix = "minibit." + section + ".";
            if (property.startsWith(prefix)) {
              String key = property.substring(prefix.length());
              if (!schema.keys(section).contains(key)) {
                throw unknown("-D" + property, section, schema);
              }
              overlay.put(schema, section, key, text, "-D" + property);
            }
          }
        });
    return overlay;
  }

  private static ConfigException unknown(String source, String section, ConfigSchema schema) {
    List<String> known = schema.keys(section).stream().map(key -> section + "." + key).toList();
    return new ConfigException(
        source + " sets no known key; known are " + String.join(", ", known));
  }

  private void put(ConfigSchema schema, String section, String key, String text, String source) {
    JsonObject target = values.getJsonObject(section);
    if (target == null) {
      target = new JsonObject();
      values.put(section, target);
    }
    target.put(key, typed(schema.type(section, key), text));
    sources.put(section + "." + key, source);
  }

  /** What the text means to a key of that type; the text itself where it means nothing. */
  private static Object typed(String type, String text) {
    if ("string".equals(type)) {
      return text;
    }
    if ("array".equals(type) && !text.strip().startsWith("[")) {
      return new JsonArray(
          Stream.of(text.split(",", -1))
              .map(String::strip)
              .filter(item -> !item.isEmpty())
              .toList());
    }
    try {
      JsonArray parsed = new JsonArray("[" + text.strip() + "]");
      return parsed.size() == 1 ? parsed.getValue(0) : text;
    } catch (DecodeException e) {
      return text;
    }
  }
}
