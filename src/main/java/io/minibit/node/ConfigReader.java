package io.minibit.node;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the configuration in layers, each over the one before: built-in defaults, the base (a file,
 * or what a command starts), environment variables, system properties, then what the command line
 * says. Checked against the schema before anything starts, unless nobody but this program said
 * anything: loading the checker takes a good part of a small command's time.
 */
final class ConfigReader {
  private final ConfigSchema schema = ConfigSchema.ofAllKeys();

  /**
   * Reads and checks.
   *
   * @param vertx reads the file
   * @return fails with {@link ConfigException}
   */
  Future<NodeConfig> read(Vertx vertx, ConfigSource source) {
    ConfigOverlay environment;
    ConfigOverlay properties;
    try {
      environment = ConfigOverlay.environment(schema, source.environment());
      properties = ConfigOverlay.properties(schema, source.properties());
    } catch (ConfigException e) {
      return Future.failedFuture(e);
    }
    Map<String, String> origins = new HashMap<>(environment.sources());
    origins.putAll(properties.sources());
    boolean ours = source.file() == null && origins.isEmpty();
    return base(vertx, source)
        .map(
            base ->
                base.mergeIn(environment.values(), true)
                    .mergeIn(properties.values(), true)
                    .mergeIn(source.overrides(), true))
        .map(given -> ours ? values(given) : checked(given, origins));
  }

  private static Future<JsonObject> base(Vertx vertx, ConfigSource source) {
    if (source.file() == null) {
      return Future.succeededFuture(ConfigFileProcessor.enableNamed(source.base()));
    }
    ConfigRetrieverOptions options =
        new ConfigRetrieverOptions()
            .setScanPeriod(-1)
            .addStore(
                new ConfigStoreOptions()
                    .setType("file")
                    .setFormat(ConfigFileProcessor.FORMAT)
                    .setConfig(new JsonObject().put("path", source.file().toString())));
    ConfigRetriever retriever = ConfigRetriever.create(vertx, options);
    return retriever
        .getConfig()
        .recover(cause -> Future.failedFuture(unreadable(source, cause)))
        .eventually(retriever::close);
  }

  private static ConfigException unreadable(ConfigSource source, Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof ConfigException told) {
        return new ConfigException(source.file() + " " + told.getMessage());
      }
      if (at instanceof java.nio.file.NoSuchFileException) {
        return new ConfigException(source.file() + ": no such file");
      }
      if (at instanceof java.nio.file.AccessDeniedException) {
        return new ConfigException(source.file() + ": permission denied");
      }
    }
    return new ConfigException(source.file() + ": cannot be read: " + cause.getMessage());
  }

  private NodeConfig checked(JsonObject given, Map<String, String> origins) {
    ConfigSchema.Fault fault = schema.check(given);
    if (fault != null) {
      String origin = origins.get(fault.path());
      throw new ConfigException(
          fault.path() + ": " + fault.problem() + (origin == null ? "" : " (from " + origin + ")"));
    }
    return values(given);
  }

  private NodeConfig values(JsonObject given) {
    return NodeConfig.of(schema.defaults().mergeIn(given, true), given);
  }
}
