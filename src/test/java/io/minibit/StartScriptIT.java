package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The start script and the class-data archive that it makes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StartScriptIT {
  @TempDir Path folder;
  private Path target;
  private Path script;
  private Path jar;

  @BeforeEach
  void install() throws IOException {
    target = Files.createDirectory(folder.resolve("target"));
    script = Files.createDirectory(folder.resolve("bin")).resolve("minibit");
    Files.copy(Path.of("bin/minibit"), script);
    jar = Files.copy(Path.of(System.getProperty("minibit.jar")), target.resolve("minibit.jar"));
  }

  private record Run(int exitCode, String out, String err) {}

  private Run run(String... words) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder command =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int exitCode = command.start().waitFor();
    return new Run(exitCode, read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private Optional<Path> made(String suffix) throws IOException {
    try (var files = Files.list(target)) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst();
    }
  }

  @Test
  void theFirstGetHasAnArchiveMadeThatLaterRunsUseAndAnotherJarDoesNot() throws Exception {
    assertThat(run("sh", script.toString(), "--version").exitCode()).isZero();
    assertThat(made("")).hasValue(jar);

    Run failing = run("sh", script.toString(), "get", "no such torrent.torrent");
    assertThat(failing.exitCode()).isEqualTo(1);
    assertThat(failing.err()).startsWith("minibit: ").hasLineCount(1);
    while (made(".archive").isEmpty() || made(".making").isPresent()) {
      Thread.onSpinWait();
    }

    Run fitting = run("sh", script.toString(), "--version");
    assertThat(fitting).isEqualTo(new Run(0, fitting.out(), ""));
    assertThat(fitting.out()).startsWith("minibit ").hasLineCount(1);
    if (Runtime.version().feature() < 25) {
      // It refuses to start with one that does not fit.
      String archive = "-XX:SharedArchiveFile=" + made(".archive").orElseThrow();
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String real = jar.toRealPath().toString();
      assertThat(run(java, "-Xshare:on", archive, "-jar", real, "--version").exitCode()).isZero();
      // A small command is started in another way, which has to fit, too.
      Run small =
          run("env", "JDK_JAVA_OPTIONS=-Xshare:on", "sh", script.toString(), "get", "no.torrent");
      assertThat(small.err()).contains("minibit: ");
    }

    Path link = Files.createSymbolicLink(folder.resolve("link"), script);
    assertThat(run("sh", link.toString(), "--version")).isEqualTo(fitting);

    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    assertThat(run("sh", script.toString(), "--version")).isEqualTo(fitting);
  }

  @Test
  void whereNothingCanBeWrittenItRunsAsWithout() throws Exception {
    // Read-only to everyone, root included: a file is where the archive would be made.
    String java = System.getProperty("java.home");
    assumeThat(Path.of(java, "release")).exists();
    String version =
        Files.readAllLines(Path.of(java, "release")).stream()
            .filter(line -> line.startsWith("JAVA_VERSION="))
            .map(line -> line.substring(14, line.length() - 1))
            .findFirst()
            .orElseThrow();
    Files.createFile(target.resolve("minibit-" + version + ".archive.making"));
    Run failing = run("sh", script.toString(), "get", "no such torrent.torrent");
    assertThat(failing.exitCode()).isEqualTo(1);
    assertThat(failing.err()).startsWith("minibit: ").hasLineCount(1);
    assertThat(made(".archive")).isEmpty();
  }
}
