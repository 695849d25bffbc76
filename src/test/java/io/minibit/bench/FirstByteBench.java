package io.minibit.bench;

import io.minibit.JarProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small {@code get} where a peer that has the file is known: when the first byte of it comes, how
 * much of that is not the start of Java itself, and when the command is over. With the plain jar,
 * and with the start script and its archive of classes.
 */
final class FirstByteBench {
  private static final int ROUNDS = 11;
  private static final Map<String, Integer> SIZES = Map.of("64 KiB", 64 << 10, "1 MiB", 1 << 20);

  private final Figures figures = new Figures("first-byte");
  private final Scratch scratch;

  private FirstByteBench(Scratch scratch) {
    this.scratch = scratch;
  }

  static void run() throws Exception {
    try (Scratch scratch = Scratch.inMemory()) {
      new FirstByteBench(scratch).measure();
    }
  }

  private void measure() throws Exception {
    List<String> plain = List.of(Command.minibit(List.of()));
    List<String> script = StartScript.command();
    StartScript.makeArchive();
    for (String size : List.of("64 KiB", "1 MiB")) {
      String name = "content-" + SIZES.get(size);
      Path folder = scratch.folder("seed");
      Scratch.random(folder.resolve(name), SIZES.get(size));
      try (JarProcess seeder =
              JarProcess.run(
                  folder,
                  Map.of("MINIBIT_PEER_HOST", "127.0.0.1"),
                  List.of(),
                  "share",
                  name,
                  "-t",
                  "http://127.0.0.1:9/announce");
          WatchedSeeder watched = new WatchedSeeder(seeder.awaitPort("peer"))) {
        String magnet =
            seeder
                .awaitLine("magnet:")
                .replaceAll("x\\.pe=[^&]*", "x.pe=127.0.0.1:" + watched.port());
        get(script, magnet);
        watched.takeFirstPiece();
        for (int round = 0; round < ROUNDS; round++) {
          round("`java -jar`, " + size, plain, magnet, watched);
          round("`bin/minibit`, " + size, script, magnet, watched);
        }
      }
    }
    figures.report("`get` by a magnet link with a peer's address, " + ROUNDS + " rounds in turns");
  }

  private void round(String who, List<String> minibit, String magnet, WatchedSeeder watched)
      throws Exception {
    double java = Command.seconds(javaAlone());
    long begun = System.nanoTime();
    get(minibit, magnet);
    double whole = (System.nanoTime() - begun) / 1e9;
    double first = (watched.takeFirstPiece() - begun) / 1e9;
    figures.add(who, Figures.SECONDS, whole);
    figures.add(who, "to the first byte, s", first);
    figures.add(who, "Java alone, s", java);
    figures.add(who, "first byte beyond Java, s", first - java);
  }

  private void get(List<String> minibit, String magnet) throws Exception {
    Path folder = scratch.folder("leech");
    List<String> words = new ArrayList<>(minibit);
    words.addAll(List.of("get", magnet, "-o", folder.toString()));
    Command.run(words.toArray(String[]::new));
    Scratch.delete(folder);
  }

  private static String[] javaAlone() {
    return new String[] {
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-cp",
      Path.of("target", "test-classes").toString(),
      JavaAlone.class.getName()
    };
  }

  /** What Java takes to run nothing. */
  static final class JavaAlone {
    private JavaAlone() {}

    public static void main(String[] none) {}
  }
}
