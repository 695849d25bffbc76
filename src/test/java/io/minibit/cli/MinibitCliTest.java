package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MinibitCliTest {
  private final CapturedConsole captured = new CapturedConsole();

  private int run(NodeLauncher launcher, String... args) {
    return new MinibitCli(captured.console, launcher).run(args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nonsense | Unknown option: '--nonsense'",
        "frobnicate | frobnicate: no such command (see",
        "shar x     | shar: no such command; did you mean share? (see",
        "share      | Missing required parameter: 'PATH'",
        "get        | Missing required parameter: 'WHAT'",
        "create x --v1 --v2 | --v1, --v2 are mutually exclusive (specify only one)",
        "-conf x get y | -conf and -cluster do not go with a command",
        "-conf      | Missing required parameter for option '--conf'",
        "-cluster   | -cluster needs -conf FILE"
      })
  void wrongUsageIsOneLineAndExitCode2(String args, String complaint) {
    assertThat(run(new NoLauncher(), args.split(" "))).isEqualTo(2);
    assertThat(captured.out()).isEmpty();
    assertThat(captured.errLines()).hasSize(1);
    assertThat(captured.err())
        .startsWith("minibit: " + complaint)
        .containsPattern(" \\(see minibit( \\w+)? --help\\)\n$");
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(run(new NoLauncher(), "--help")).isZero();
    assertThat(captured.out())
        .startsWith("Usage: minibit [-conf FILE [-cluster]]\n")
        .contains("Examples:\n")
        .doesNotContain("\033");
    assertThat(captured.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(captured.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"share", "get", "seeders", "send", "watch", "top"})
  void eachCommandIsListedAndHasHelpWithAnExample(String command) {
    assertThat(run(new NoLauncher(), "--help")).isZero();
    assertThat(captured.out()).contains("\n  " + command + " ");
    assertThat(run(new NoLauncher(), command, "--help")).isZero();
    assertThat(captured.out())
        .contains("Usage: minibit " + command + " [OPTIONS]")
        .containsPattern("Examples?:\n {2}minibit " + command);
    assertThat(captured.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void theCompletionScriptKnowsCommandsAddressesAndActions() throws Exception {
    assertThat(run(new NoLauncher(), "completion")).isZero();
    assertThat(captured.out())
        .contains("complete -F", "share get seeders create show verify send watch top completion")
        .contains("\"minibit.peer\" \"minibit.peers\" \"minibit.tracker\"")
        .contains("\"list\" \"node\" \"nodes\" \"stats\"");
  }

  @Test
  void theVersionIsOneLine() {
    assertThat(run(new NoLauncher(), "--version")).isZero();
    assertThat(captured.outLines()).singleElement().asString().startsWith("minibit ");
  }

  @Test
  void aFailureAPersonCanMendIsOneLineAndExitCode1() {
    var launcher =
        new NoLauncher() {
          @Override
          public Future<RunningNode> startNode(Optional<Path> conf, boolean clustered, Output out) {
            return Future.failedFuture(new CliFailure(conf.orElseThrow() + ": no such file"));
          }
        };
    assertThat(run(launcher, "-conf", "missing.json")).isEqualTo(1);
    assertThat(captured.err()).isEqualTo("minibit: missing.json: no such file\n");
    assertThat(captured.out()).isEmpty();
  }

  @Test
  void aBugIsOneLineToo() {
    var launcher =
        new NoLauncher() {
          @Override
          public Future<RunningNode> startNode(Optional<Path> conf, boolean clustered, Output out) {
            return Future.failedFuture(new NullPointerException("oops"));
          }
        };
    assertThat(run(launcher)).isEqualTo(1);
    assertThat(captured.err())
        .isEqualTo("minibit: internal error: java.lang.NullPointerException: oops\n");
  }

  @Test
  void aWordThatBeginsWithAtIsNoFileOfArguments() {
    assertThat(run(new NoLauncher(), "@/etc/hostname")).isEqualTo(2);
    assertThat(captured.err()).startsWith("minibit: @/etc/hostname: no such command");
  }

  /** For commands that must not get as far as starting a node. */
  private static class NoLauncher implements NodeLauncher {
    @Override
    public Future<RunningNode> startNode(Optional<Path> conf, boolean clustered, Output output) {
      throw new AssertionError("a node was started");
    }

    @Override
    public Future<RunningNode> startPeer(JsonObject peer, Output output) {
      throw new AssertionError("a peer was started");
    }
  }
}
