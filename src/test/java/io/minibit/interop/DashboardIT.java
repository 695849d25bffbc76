package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.JarProcess;
import io.minibit.web.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What a newcomer does: share from the browser on one node, get on another, and watch. */
class DashboardIT {
  private static final int SIZE = 3_000_000;

  @TempDir private Path folder;

  @Test
  void aFileIsSharedOnOnePageAndArrivesOnAnother() throws Exception {
    Path here = Files.createDirectory(folder.resolve("here"));
    Path there = Files.createDirectory(folder.resolve("there"));
    byte[] content = new byte[SIZE];
    new Random(7).nextBytes(content);
    Files.write(here.resolve("holiday.bin"), content);
    Map<String, String> ports =
        Map.of("MINIBIT_TRACKER_PORT", "0", "MINIBIT_API_PORT", "0", "MINIBIT_WEB_PORT", "0");
    try (Browser browser = Browser.open();
        JarProcess sharer = JarProcess.run(here, ports, List.of())) {
      int tracker = sharer.awaitPort("tracker-udp");
      String first = "http://localhost:" + sharer.awaitPort("web") + "/";
      String settings =
          "{\"peer\":{\"host\":\"127.0.0.1\",\"trackers\":[\"udp://127.0.0.1:%d\"]},"
                  .formatted(tracker)
              + "\"web\":{\"port\":0}}";
      Path config = Files.writeString(folder.resolve("there.json"), settings);
      try (JarProcess getter =
          JarProcess.run(there, Map.of(), List.of(), "-conf", config.toString())) {
        String second = "http://localhost:" + getter.awaitPort("web") + "/";
        browser.visit(first);
        browser.awaitText("Nothing here yet");
        browser.find("#share").click();
        browser.find("dialog input[name=path]").sendKeys("holiday.bin", Keys.ENTER);
        browser.awaitElement(".row .seeding");
        browser.picture("shared");
        browser.find("#tab-tracker").click();
        browser.awaitText("holiday.bin");
        browser.picture("tracker");
        browser.visit(second);
        browser.awaitText("Nothing here yet");
        browser.find("#add").click();
        browser.find("dialog input[name=what]").sendKeys("holiday.bin", Keys.ENTER);
        browser.awaitElement(".row .seeding");
        browser.find(".row").click();
        browser.awaitText("100 %, verified");
        browser.awaitText(" pieces verified");
        browser.awaitText("udp://127.0.0.1:" + tracker);
        browser.picture("complete");
        assertThat(browser.complaints()).isEmpty();
      }
    }
    try (var files = Files.list(there)) {
      assertThat(files.filter(Files::isRegularFile).map(DashboardIT::read).toList())
          .containsExactly(content);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
