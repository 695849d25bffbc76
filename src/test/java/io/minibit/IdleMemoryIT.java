package io.minibit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the collector of an idle node says. */
class IdleMemoryIT {
  @TempDir private Path folder;

  @Test
  void aNodeThatHasSettledGivesBackWhatStartingTook() throws Exception {
    Path config =
        Files.writeString(folder.resolve("peer.json"), "{\"peer\": {\"host\": \"127.0.0.1\"}}");
    try (JarProcess peer =
        JarProcess.run(
            folder, Map.of(), List.of("-XX:+UseG1GC", "-Xlog:gc"), "-conf", config.toString())) {
      peer.awaitPort("peer");
      peer.awaitLine("Pause Full (System.gc())");
    }
  }
}
