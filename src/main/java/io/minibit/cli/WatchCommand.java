package io.minibit.cli;

import io.minibit.api.Addresses;
import picocli.CommandLine.Model.CommandSpec;

/** {@code watch}: the events of a running node as they happen. */
final class WatchCommand implements Command {
  private static final int FOR_EVER = 0;

  private final BridgeOption bridge = new BridgeOption();
  private final Console console;

  WatchCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    return bridge
        .addTo(
            new CommandWords("watch", this)
                .description(
                    "Prints the events of a running node, one JSON object a line, until stopped.",
                    BridgeOption.TOKEN))
        .examples("  minibit watch --bridge 10.0.0.2:7000")
        .spec();
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
