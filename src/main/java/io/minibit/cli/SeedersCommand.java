package io.minibit.cli;

import io.minibit.api.ApiJson;
import io.minibit.api.SeederList;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code seeders}: who has a name. */
@Command(
    name = "seeders",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {"Prints who seeds a name, one IP:PORT a line; fails when nobody does.", ""},
    footerHeading = "%nExample:%n",
    footer = "  minibit seeders -t udp://192.168.1.2:5000 holiday.mp4")
final class SeedersCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The shared name.")
  private String name;

  @Mixin private TrackerOptions trackers;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  private final Console console;
  private final NodeLauncher launcher;

  SeedersCommand(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
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
