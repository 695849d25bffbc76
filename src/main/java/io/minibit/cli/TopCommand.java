package io.minibit.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code top}: the transfers of a running node, live. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Shows the transfers of a running node as they go on. The arrow keys select one, p pauses or "
          + "resumes it, d removes it and leaves its files, q quits. Where that is no terminal, it "
          + "prints a line for each thing that happens.",
      "Where the node wants a token, it is taken from MINIBIT_API_TOKEN.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = "  minibit top --bridge 10.0.0.2:7000")
final class TopCommand implements Callable<Integer> {
  @Mixin private BridgeOption bridge;

  private final Console console;

  TopCommand(Console console) {
    this.console = console;
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
