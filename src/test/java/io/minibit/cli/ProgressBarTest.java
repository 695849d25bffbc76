package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int MIB = 1 << 20;

  private long now = 17 * SECOND;

  @Test
  void showsNameBarPercentBytesRateAndTimeToGo() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    var bar = bar(captured, "film.mkv", 40 * MIB);
    now += 2 * SECOND;
    bar.update(10 * MIB);

    assertThat(frames(captured))
        .containsExactly(
            "film.mkv  #######-----------------------   25%  10.0 MiB of 40.0 MiB"
                + "  5.00 MiB/s  ETA 0:06");
  }

  @Test
  void redrawsAtMostTenTimesASecond() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    var bar = bar(captured, "film.mkv", 1000);
    for (int i = 0; i < 1000; i++) {
      now += SECOND / 1000;
      bar.update(i);
    }
    assertThat(frames(captured)).hasSize(10);
  }

  @Test
  void theRateIsThatOfTheLastSecondsOnly() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    var bar = bar(captured, "film.mkv", 1000 * MIB);
    for (int i = 1; i <= 10; i++) {
      now += SECOND;
      bar.update(i * 10L * MIB);
    }
    for (int i = 1; i <= 10; i++) {
      now += SECOND;
      bar.update(100L * MIB + (long) i * MIB);
    }
    assertThat(lastFrame(captured)).contains("  1.00 MiB/s  ETA 14:50");
  }

  @Test
  void bytesThatWereThereBeforeDoNotCountForTheRate() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    var bar = new ProgressBar(captured.console, "film.mkv", 40 * MIB, 20 * MIB, () -> now);
    now += SECOND;
    bar.update(21 * MIB);
    assertThat(lastFrame(captured)).contains(" 52%").contains("  1.00 MiB/s  ETA 0:19");
  }

  @Test
  void aStalledJobHasNoTimeToGo() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    var bar = bar(captured, "film.mkv", 40 * MIB);
    now += SECOND;
    bar.update(0);
    assertThat(lastFrame(captured)).endsWith("  0 B/s  ETA -");
  }

  @Test
  void withoutATotalOnlyBytesAndRateAreShown() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    var bar = bar(captured, "film.mkv", -1);
    now += SECOND;
    bar.update(MIB);
    assertThat(lastFrame(captured)).isEqualTo("film.mkv  1.00 MiB  1.00 MiB/s");
  }

  @Test
  void oneHundredPercentMeansAllOfIt() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    var bar = bar(captured, "film.mkv", 100_000);
    now += SECOND;
    bar.update(99_999);
    assertThat(lastFrame(captured)).contains("  99%");
    now += SECOND;
    bar.update(100_000);
    assertThat(lastFrame(captured)).contains(" 100%").endsWith("ETA 0:00");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 40, 57, 58, 60, 66, 80, 100, 300})
  void fitsAnyWidthWithNamesOfAnyLengthAndScript(int width) {
    for (String name : List.of("a", "film.mkv", "x".repeat(500), "映画".repeat(100))) {
      var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, width);
      var bar = bar(captured, name, 700L * MIB);
      now += SECOND;
      bar.update(300L * MIB);
      assertThat(Columns.of(lastFrame(captured))).isLessThan(width);
    }
  }

  @Test
  void aLongNameIsCutAndTheBarStays() {
    var captured = new CapturedConsole(CapturedConsole.ALL_TERMINAL, 100);
    var bar = bar(captured, "x".repeat(300), 40 * MIB);
    now += SECOND;
    bar.update(20 * MIB);
    assertThat(lastFrame(captured)).contains("xxx…  ").contains("━━━").contains("───");
  }

  @Test
  void aHostileNameIsEscaped() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    var bar = bar(captured, "\033]0;pwned\007", MIB);
    bar.update(1);
    assertThat(lastFrame(captured)).contains("\\u001b]0;pwned\\u0007");
  }

  @Test
  void drawsNothingOnAPipe() {
    var captured = new CapturedConsole();
    try (var bar = bar(captured, "film.mkv", 10)) {
      now += SECOND;
      bar.update(5);
    }
    assertThat(captured.out()).isEmpty();
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void closingWipesTheLineForTheOutcome() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    try (var bar = bar(captured, "film.mkv", 10)) {
      bar.update(5);
    }
    captured.console.line("Download complete");
    assertThat(captured.out()).endsWith("\r\033[KDownload complete\n");
  }

  @Test
  void withJsonOnStandardOutputTheBarIsOnStandardError() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    captured.console.jsonOnly();
    bar(captured, "film.mkv", 10).update(5);
    assertThat(captured.out()).isEmpty();
    assertThat(captured.err()).contains("film.mkv");
  }

  private ProgressBar bar(CapturedConsole captured, String name, long total) {
    return new ProgressBar(captured.console, name, total, 0, () -> now);
  }

  private static List<String> frames(CapturedConsole captured) {
    return List.of(captured.out().substring("\r\033[K".length()).split("\r\033\\[K", -1));
  }

  private static String lastFrame(CapturedConsole captured) {
    List<String> frames = frames(captured);
    return frames.get(frames.size() - 1);
  }
}
