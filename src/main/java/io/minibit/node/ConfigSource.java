package io.minibit.node;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Where a configuration comes from.
 *
 * @param file the file that {@code -conf} names, or null
 * @param base what stands in for the file when there is none
 * @param environment environment variables
 * @param properties system properties
 * @param overrides what the command line says, above all else
 */
public record ConfigSource(
    Path file,
    JsonObject base,
    Map<String, String> environment,
    Map<String, String> properties,
    JsonObject overrides) {

  /** A file, and this process's environment and properties. */
  public static ConfigSource ofFile(Path file) {
    return new ConfigSource(
        file, null, System.getenv(), strings(System.getProperties()), new JsonObject());
  }

  /** No file but a base, and this process's environment and properties. */
  public static ConfigSource of(JsonObject base, JsonObject overrides) {
    return new ConfigSource(
        null, base, System.getenv(), strings(System.getProperties()), overrides);
  }

  private static Map<String, String> strings(Properties properties) {
    Map<String, String> strings = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      strings.put(name, properties.getProperty(name));
    }
    return strings;
  }
}
