package io.minibit.cli;

import io.minibit.api.ApiJson;
import io.minibit.api.SeederList;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Model.CommandSpec;

/** {@code seeders}: who has a name. */
final class SeedersCommand implements Command {
  private final TrackerOptions trackers = new TrackerOptions();
  private String name;
  private boolean json;

  private final Console console;
  private final NodeLauncher launcher;

  SeedersCommand(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  @Override
  public CommandSpec spec() {
    return trackers
        .addTo(
            new CommandWords("seeders", this)
                .description("Prints who seeds a name, one IP:PORT a line; fails when nobody does.")
                .word("NAME", word -> name = word, "The shared name."))
        .flag("--json", yes -> json = yes, "Print one JSON object and nothing else.")
        .examples("  minibit seeders -t udp://192.168.1.2:5000 holiday.mp4")
        .spec();
  }

  @Override
  public Integer call() {
    if (json) {
      console.jsonOnly();
    }
    // Nobody is meant to connect, so any port will do and its line would only be in the way.
    var settings = new JsonObject().put("port", 0);
    trackers.addTo(settings);
    var output = new NoticesOnly(console);
    try (var node = LocalNode.start(console, () -> launcher.startPeer(settings, output))) {
      SeederList found = node.await(new EventBusPeer(node.vertx().eventBus()).seeders(name));
      print(found);
      if (found.seeders().isEmpty()) {
        throw new CliFailure("File not found: nobody seeds " + name);
      }
    }
    return ExitCode.DONE;
  }

  private void print(SeederList found) {
    if (json) {
      console.json(ApiJson.json(found).encode());
      return;
    }
    for (SeederList.Seeder seeder : found.seeders()) {
      console.line(HostPort.text(seeder.ip(), seeder.port()));
    }
  }

  private record NoticesOnly(Console console) implements NodeLauncher.Output {
    @Override
    public void listening(String line) {}

    @Override
    public void notice(String line) {
      console.note(line);
    }
  }
}
