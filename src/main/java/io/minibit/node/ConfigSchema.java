package io.minibit.node;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;

/**
 * The schema of the configuration, which knows its keys, types, ranges and defaults. Sections hold
 * keys, keys hold plain values; there is no deeper nesting.
 */
final class ConfigSchema {
  private final JsonObject schema;

  private ConfigSchema(JsonObject schema) {
    this.schema = schema;
  }

  /** The schema of all keys. */
  static ConfigSchema ofAllKeys() {
    return new ConfigSchema(ConfigKeys.schema());
  }

  /** The names of the sections. */
  Set<String> sections() {
    return schema.getJsonObject("properties").fieldNames();
  }

  /** The keys of a section. */
  Set<String> keys(String section) {
    return properties(section).fieldNames();
  }

  /** The JSON type that a key wants, or null where it takes one of a list of values. */
  String type(String section, String key) {
    return properties(section).getJsonObject(key).getString("type");
  }

  /** A configuration of all keys that have a default. */
  JsonObject defaults() {
    JsonObject all = new JsonObject();
    for (String section : sections()) {
      JsonObject values = new JsonObject();
      for (String key : keys(section)) {
        JsonObject property = properties(section).getJsonObject(key);
        if (property.containsKey("default")) {
          values.put(key, property.getValue("default"));
        }
      }
      all.put(section, values);
    }
    return all;
  }

  /**
   * Checks a configuration.
   *
   * @return what is wrong with it, or null when nothing is
   */
  Fault check(JsonObject config) {
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setBaseUri("app://minibit")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);
    OutputUnit result = Validator.create(JsonSchema.of(schema), options).validate(config);
    if (result.getValid()) {
      return null;
    }
    return result.getErrors().stream()
        .map(error -> fault(error, config))
        .filter(Objects::nonNull)
        // The deepest is the cause, the others are its echoes further up.
        .max(Comparator.comparingInt(fault -> fault.path().length()))
        .orElseGet(() -> new Fault("configuration", "does not match its schema"));
  }

  private Fault fault(OutputUnit error, JsonObject config) {
    String[] at = error.getInstanceLocation().replaceFirst("^#/?", "").split("/", -1);
    String section = at[0];
    String key = at.length > 1 ? at[1] : null;
    String path = String.join(".", at);
    if (!sections().contains(section)) {
      return section.isEmpty()
          ? null
          : new Fault(path, "unknown section; known are " + String.join(", ", sections()));
    }
    if (key == null) {
      return config.getValue(section) instanceof JsonObject
          ? null
          : new Fault(path, "must be an object, such as {\"" + section + "\": {}}");
    }
    if (!keys(section).contains(key)) {
      return new Fault(path, "unknown key; known are " + String.join(", ", keys(section)));
    }
    Object value = config.getJsonObject(section).getValue(key);
    return new Fault(
        section + "." + key, "must be " + wanted(section, key) + ", not " + shown(value));
  }

  /** What a key takes, in words. */
  private String wanted(String section, String key) {
    JsonObject property = properties(section).getJsonObject(key);
    JsonArray values = property.getJsonArray("enum");
    if (values != null) {
      return "one of " + values.encode();
    }
    String type = type(section, key);
    if (type.equals("array")) {
      String pattern = property.getJsonObject("items").getString("pattern");
      return "an array of strings" + (pattern == null ? "" : " that match " + pattern);
    }
    if (property.containsKey("minimum")) {
      String kind = type.equals("integer") ? "a whole number" : "a number";
      return kind + " from " + property.getValue("minimum") + " to " + property.getValue("maximum");
    }
    if (property.containsKey("pattern")) {
      return "a string that matches " + property.getString("pattern");
    }
    return type.equals("boolean") ? "true or false" : "a string that is not empty";
  }

  private static String shown(Object value) {
    String json = new JsonArray(Collections.singletonList(value)).encode();
    String bare = json.substring(1, json.length() - 1);
    return bare.length() > 80 ? bare.substring(0, 80) + "…" : bare;
  }

  private JsonObject properties(String section) {
    return schema.getJsonObject("properties").getJsonObject(section).getJsonObject("properties");
  }

  /**
   * What is wrong with a configuration.
   *
   * @param path the key, as {@code section.key}
   * @param problem what it must be and what it is
   */
  record Fault(String path, String problem) {}
}
