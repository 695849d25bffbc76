package io.minibit.cli;

import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code get}: fetches one thing and shows how far it is. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Fetches a shared file or folder, or a torrent, from all who have any part of it, and ends",
      "with 0 only when all of it is verified and on disk. Again, it goes on where it stopped.",
      "A file that is there already with other content is never overwritten.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  minibit get holiday.mp4",
      "  minibit get -o Downloads -t udp://192.168.1.2:5000 holiday.mp4",
      "  minibit get holiday.mp4@3f2a      where several files bear that name",
      "  minibit get 'magnet:?xt=urn:btih:…'"
    })
final class GetCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "WHAT",
      description = "A shared name, a magnet link, a .torrent file, or an info hash.")
  private String what;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder where it lands; default: this one.")
  private String folder = ".";

  @Mixin private TrackerOptions trackers;

  @Option(names = "--seed", description = "Keep seeding until stopped with Ctrl-C.")
  private boolean seed;

  @Option(
      names = "--sequential",
      description = {
        "Fetch it from its beginning to its end, to read on",
        "while it comes; slower where many fetch."
      })
  private boolean sequential;

  @Option(
      names = "--json",
      description = "Print the events as JSON objects, one a line, and nothing else.")
  private boolean json;

  private final Console console;
  private final NodeLauncher launcher;

  GetCommand(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    if (json) {
      console.jsonOnly();
    }
    Path directory = directory(folder);
    PeerRequest.Get request = What.request(trackers.addTo(what), directory, sequential);
    // Who ends with the download would be gone before anybody came for the name.
    var settings =
        new JsonObject().put("directory", directory.toString()).put("registerNames", seed);
    if (request.torrent() != null) {
      settings.put("allowedDirectories", new JsonArray().add(folderOf(request.torrent())));
    }
    trackers.addTo(settings);
    var output = new ConsoleOutput(console);
    try (var node = LocalNode.start(console, () -> launcher.startPeer(settings, output))) {
      Transfer done = download(node, request);
      if (seed) {
        console.line(Style.GREEN, "Now seeding " + done.name());
        node.awaitEnd();
      }
    }
    return ExitCode.DONE;
  }

  private Transfer download(LocalNode node, PeerRequest.Get request) {
    var eventBus = node.vertx().eventBus();
    try (var feed = EventFeed.open(eventBus)) {
      Transfer started = node.await(new EventBusPeer(eventBus).get(request));
      return new Download(console, node, feed).follow(started);
    }
  }

  private static String folderOf(String torrent) {
    try {
      return Path.of(torrent).toRealPath().getParent().toString();
    } catch (IOException unreadable) {
      throw new CliFailure(torrent + ": cannot be read: " + unreadable.getMessage());
    }
  }

  private static Path directory(String text) {
    Path directory = Paths.parse(text);
    try {
      return Files.createDirectories(directory);
    } catch (IOException impossible) {
      throw new CliFailure(text + ": is no folder and cannot become one");
    }
  }
}
