package io.minibit.cli;

import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code send}: one request to a running node. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Sends one event-bus request to a running node and prints the reply.",
      "Where the node wants a token, it is taken from MINIBIT_API_TOKEN.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  minibit send minibit.peer list",
      "  minibit send minibit.peer '{\"action\":\"get\",\"name\":\"holiday.mp4\"}'",
      "  minibit send minibit.tracker '{\"action\":\"stats\"}' --bridge 10.0.0.2:7000"
    })
final class SendCommand implements Callable<Integer> {
  /** A little longer than a node lets its own parts take. */
  private static final int REPLY_MILLIS = 130_000;

  private static final Pattern ACTION = Pattern.compile("[a-z]+");

  @Parameters(
      paramLabel = "ADDRESS",
      completionCandidates = RequestCandidates.OfAddresses.class,
      description = "minibit.peer, minibit.tracker, …")
  private String address;

  @Parameters(
      paramLabel = "JSON",
      completionCandidates = RequestCandidates.OfActions.class,
      description = "The request, a JSON object; or the action alone where it needs no fields.")
  private String json;

  @Mixin private BridgeOption bridge;

  private final Console console;

  SendCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String request = ACTION.matcher(json).matches() ? "{\"action\":\"" + json + "\"}" : json;
    BridgeFrame.requireObject(request);
    try (var node = bridge.open()) {
      console.json(node.ask(address, request, REPLY_MILLIS));
    }
    return ExitCode.DONE;
  }
}
