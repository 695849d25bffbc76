package io.minibit.cli;

import io.minibit.api.Addresses;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code watch}: the events of a running node as they happen. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Prints the events of a running node, one JSON object a line, until stopped.",
      "Where the node wants a token, it is taken from MINIBIT_API_TOKEN.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = "  minibit watch --bridge 10.0.0.2:7000")
final class WatchCommand implements Callable<Integer> {
  private static final int FOR_EVER = 0;

  @Mixin private BridgeOption bridge;

  private final Console console;

  WatchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.jsonOnly();
    try (var node = bridge.open()) {
      node.send("register", Addresses.EVENTS, null, null);
      while (true) {
        BridgeFrame frame = node.receive(FOR_EVER);
        if (frame.isFailure()) {
          throw frame.failure(Addresses.EVENTS);
        }
        if (frame.body() != null) {
          console.json(frame.body());
        }
      }
    }
  }
}
