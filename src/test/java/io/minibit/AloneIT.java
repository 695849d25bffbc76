package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node is spared that joins no cluster. */
class AloneIT {
  private static final String CLUSTER_ENGINE = "hazelcast";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"tracker-http", "peer", "web"})
  void noClassOfTheClusterEngineIsLoaded(String door) throws Exception {
    JsonObject section = new JsonObject().put("host", "127.0.0.1").put("port", 0);
    Path config =
        Files.writeString(
            folder.resolve("node.json"),
            new JsonObject().put(door.replace("-http", ""), section).encode());
    Path classes = folder.resolve("classes.txt");
    try (JarProcess node =
        JarProcess.run(
            folder,
            Map.of(),
            List.of("-Xlog:class+load:file=" + classes),
            "-conf",
            config.toString())) {
      node.awaitPort(door);
      List<String> loaded = Files.readAllLines(classes);
      assertThat(loaded)
          .filteredOn(line -> line.contains("io.minibit.node.NodeVerticle "))
          .isNotEmpty();
      assertThat(loaded).filteredOn(line -> line.contains(CLUSTER_ENGINE)).isEmpty();
    }
  }
}
