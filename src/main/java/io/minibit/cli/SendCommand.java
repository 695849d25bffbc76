package io.minibit.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** {@code send}: one request to a running node. */
final class SendCommand implements Command {
  /** A little longer than a node lets its own parts take. */
  private static final int REPLY_MILLIS = 130_000;

  private static final Pattern ACTION = Pattern.compile("[a-z]+");

  private final BridgeOption bridge = new BridgeOption();
  private String address;
  private String json;

  private final Console console;

  SendCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    return bridge
        .addTo(
            new CommandWords("send", this)
                .description(
                    "Sends one event-bus request to a running node and prints the reply.",
                    BridgeOption.TOKEN)
                .word(
                    "ADDRESS",
                    word -> address = word,
                    "minibit.peer, minibit.tracker, …",
                    new RequestCandidates.OfAddresses())
                .word(
                    "JSON",
                    word -> json = word,
                    "The request, a JSON object; or the action alone where it needs no fields.",
                    new RequestCandidates.OfActions()))
        .examples(
            "  minibit send minibit.peer list",
            "  minibit send minibit.peer '{\"action\":\"get\",\"name\":\"holiday.mp4\"}'",
            "  minibit send minibit.tracker '{\"action\":\"stats\"}' --bridge 10.0.0.2:7000")
        .spec();
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
