package io.minibit.cli;

import java.util.concurrent.Callable;
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
      "  minibit send minibit.peer '{\"action\":\"list\"}'",
      "  minibit send minibit.peer '{\"action\":\"get\",\"name\":\"holiday.mp4\"}'",
      "  minibit send minibit.tracker '{\"action\":\"stats\"}' --bridge 10.0.0.2:7000"
    })
final class SendCommand implements Callable<Integer> {
  /** A little longer than a node lets its own parts take. */
  private static final int REPLY_MILLIS = 130_000;

  private static final String REPLY_ADDRESS = "reply";

  @Parameters(paramLabel = "ADDRESS", description = "minibit.peer, minibit.tracker, …")
  private String address;

  @Parameters(paramLabel = "JSON", description = "The request, a JSON object.")
  private String json;

  @Mixin private BridgeOption bridge;

  private final Console console;

  SendCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BridgeFrame.requireObject(json);
    try (var node = bridge.open()) {
      node.send("send", address, REPLY_ADDRESS, json);
      BridgeFrame reply;
      do {
        reply = node.receive(REPLY_MILLIS);
        if (reply.isFailure()) {
          throw reply.failure(address);
        }
      } while (!REPLY_ADDRESS.equals(reply.address()));
      console.json(reply.body() == null ? "{}" : reply.body());
    }
    return ExitCode.DONE;
  }
}
