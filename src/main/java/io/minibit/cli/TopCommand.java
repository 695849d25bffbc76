package io.minibit.cli;

import picocli.CommandLine.Model.CommandSpec;

/** {@code top}: the transfers of a running node, live. */
final class TopCommand implements Command {
  private final BridgeOption bridge = new BridgeOption();
  private final Console console;

  TopCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    return bridge
        .addTo(
            new CommandWords("top", this)
                .description(
                    "Shows the transfers of a running node as they go on. The arrow keys select one, p "
                        + "pauses or resumes it, d removes it and leaves its files, q quits. Where "
                        + "that is no terminal, it prints a line for each thing that happens.",
                    BridgeOption.TOKEN))
        .examples("  minibit top --bridge 10.0.0.2:7000")
        .spec();
  }

  @Override
  public Integer call() {
    Terminal terminal = console.terminal();
    try (var requests = bridge.open();
        var events = bridge.open()) {
      var table = new TransferTable(terminal.unicode(), terminal.colours());
      var transfers = new LiveTransfers(requests, events, table);
      if (terminal.in() && terminal.out()) {
        transfers.show();
      } else {
        transfers.print(console);
      }
    }
    return ExitCode.DONE;
  }
}
