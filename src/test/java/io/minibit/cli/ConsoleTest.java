package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final String HOSTILE = "evil\033[2J\u202e\nNow seeding lies";
  private static final String HARMLESS = "evil\\u001b[2J\\u202e\\u000aNow seeding lies";

  @Test
  void whateverIsPrintedIsEscaped() {
    var captured = new CapturedConsole();
    captured.console.line(HOSTILE);
    captured.console.note(HOSTILE);
    captured.console.error(HOSTILE);
    assertThat(captured.out()).isEqualTo(HARMLESS + "\n");
    assertThat(captured.err()).isEqualTo(HARMLESS + "\nminibit: " + HARMLESS + "\n");
  }

  @Test
  void escapedJsonIsTheSameJson() {
    var captured = new CapturedConsole();
    var object = new JsonObject().put("name", HOSTILE + "\u200b\u007f");
    captured.console.json(object.encode());
    assertThat(captured.outLines()).hasSize(1);
    assertThat(captured.out()).doesNotContain("\u200b").doesNotContain("\u202e");
    assertThat(new JsonObject(captured.out())).isEqualTo(object);
  }

  @Test
  void withJsonEveryOtherLineGoesToStandardError() {
    var captured = new CapturedConsole();
    captured.console.jsonOnly();
    captured.console.line("listening peer 127.0.0.1:4000");
    captured.console.json("{}");
    assertThat(captured.out()).isEqualTo("{}\n");
    assertThat(captured.err()).isEqualTo("listening peer 127.0.0.1:4000\n");
  }

  @Test
  void coloursAppearOnATerminalOnly() {
    var terminal = new CapturedConsole(CapturedConsole.ALL_TERMINAL, 80);
    var pipe = new CapturedConsole();
    terminal.console.line(Style.GREEN, "done");
    pipe.console.line(Style.GREEN, "done");
    assertThat(terminal.out()).isEqualTo("\033[32mdone\033[0m\n");
    assertThat(pipe.out()).isEqualTo("done\n");
  }

  @Test
  void noColorAndDumbTerminalsGetNoColours() {
    assertThat(Terminal.detect(Map.of("TERM", "xterm")).colours()).isTrue();
    assertThat(Terminal.detect(Map.of("TERM", "xterm", "NO_COLOR", "")).colours()).isTrue();
    assertThat(Terminal.detect(Map.of("TERM", "xterm", "NO_COLOR", "1")).colours()).isFalse();
    assertThat(Terminal.detect(Map.of("TERM", "dumb")).colours()).isFalse();
    assertThat(Terminal.detect(Map.of()).colours()).isFalse();
  }

  @Test
  void theFirstLocaleVariableThatIsSetDecidesWhatCanBeDrawn() {
    assertThat(Terminal.detect(Map.of("LANG", "de_DE.UTF-8")).unicode()).isTrue();
    assertThat(Terminal.detect(Map.of("LANG", "C.utf8", "LC_ALL", "")).unicode()).isTrue();
    assertThat(Terminal.detect(Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C")).unicode()).isFalse();
    assertThat(Terminal.detect(Map.of()).unicode()).isFalse();
  }

  @Test
  void aLineTakesThePlaceOfTheStatus() {
    var captured = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 80);
    captured.console.status("50%");
    captured.console.note("tracker away");
    captured.console.status("60%");
    assertThat(captured.out()).isEqualTo("\r\033[K50%\r\033[K\r\033[K60%");
    assertThat(captured.err()).isEqualTo("tracker away\n");
  }

  @Test
  void aReaderThatWentAwayEndsTheFlowOfJson() {
    var closedPipe =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var console =
        new Console(
            new PrintStream(closedPipe, true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            Terminal.NONE,
            () -> 80);
    assertThatThrownBy(() -> console.json("{}")).isInstanceOf(CliFailure.class);
  }
}
