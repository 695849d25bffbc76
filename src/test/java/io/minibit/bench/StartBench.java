package io.minibit.bench;

import io.minibit.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * From nothing to the first {@code listening} line, with the plain jar and with a class-data
 * archive as the image has one, and what a peer that has nothing to do keeps resident.
 */
final class StartBench {
  private static final int ROUNDS = 11;
  private static final long IDLE_MILLIS = 10_000;
  private static final int IDLE_ROUNDS = 3;

  private final Figures figures = new Figures("start");

  private final Path folder;
  private final Path config;

  private StartBench(Path folder) throws IOException {
    this.folder = folder;
    this.config =
        Files.writeString(folder.resolve("peer.json"), "{\"peer\": {\"host\": \"127.0.0.1\"}}");
  }

  static void start() throws Exception {
    Path folder = Files.createTempDirectory("bench");
    try {
      new StartBench(folder).run();
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run() throws Exception {
    List<String> archived = archive();
    for (int i = 0; i < ROUNDS; i++) {
      round("`java -jar`", List.of());
      round("with a class-data archive", archived);
    }
    figures.report("A peer, to its first `listening` line, " + ROUNDS + " rounds in turns");
  }

  private void round(String who, List<String> flags) throws Exception {
    long begun = System.nanoTime();
    try (JarProcess peer = peer(flags)) {
      peer.awaitPort("peer");
      figures.add(who, Figures.SECONDS, (System.nanoTime() - begun) / 1e9);
      figures.add(who, "CPU s", ProcessFigures.cpuSeconds(peer.pid()));
    }
    if (figures.count(who) <= IDLE_ROUNDS) {
      figures.add(who, "idle for 10 s, MiB", idle(flags));
    }
  }

  private double idle(List<String> flags) throws Exception {
    try (JarProcess peer = peer(flags)) {
      peer.awaitPort("peer");
      Thread.sleep(IDLE_MILLIS);
      return ProcessFigures.residentMebibytes(peer.pid());
    }
  }

  private JarProcess peer(List<String> flags) throws IOException {
    return JarProcess.run(folder, Map.of(), flags, "-conf", config.toString());
  }

  /** The flags that use an archive made the way the image makes its own. */
  private List<String> archive() throws Exception {
    Path classes = folder.resolve("classes");
    Path archive = folder.resolve("minibit.jsa");
    try (JarProcess peer = peer(List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + classes))) {
      peer.awaitPort("peer");
      peer.terminate();
      peer.awaitExit();
    }
    List<String> dump = new ArrayList<>();
    dump.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    dump.addAll(
        List.of(
            "-Xshare:dump",
            "-Xlog:disable",
            "-XX:SharedClassListFile=" + classes,
            "-XX:SharedArchiveFile=" + archive,
            "-cp",
            System.getProperty("minibit.jar")));
    int exitCode =
        new ProcessBuilder(dump)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException("no archive: exit code " + exitCode);
    }
    return List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive);
  }
}
