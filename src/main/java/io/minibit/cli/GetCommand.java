package io.minibit.cli;

import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code get}: fetches one thing and shows how far it is. */
final class GetCommand implements Command {
  private final TrackerOptions trackers = new TrackerOptions();
  private String what;
  private String folder = ".";
  private boolean seed;
  private boolean sequential;
  private boolean json;

  private final Console console;
  private final NodeLauncher launcher;

  GetCommand(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  @Override
  public CommandSpec spec() {
    return trackers
        .addTo(
            new CommandWords("get", this)
                .description(
                    "Fetches a shared file or folder, or a torrent, from all who have any part of it.",
                    "It ends with 0 only when all of it is verified and on disk. Again, it goes on "
                        + "where it stopped. A file that is there already with other content is never "
                        + "overwritten.")
                .word(
                    "WHAT",
                    word -> what = word,
                    "A shared name, a magnet link, a .torrent file, or an info hash.")
                .option(
                    List.of("-o", "--output"),
                    "DIR",
                    word -> folder = word,
                    "The folder where it lands; default: this one."))
        .flag("--seed", yes -> seed = yes, "Keep seeding until stopped with Ctrl-C.")
        .flag(
            "--sequential",
            yes -> sequential = yes,
            "Fetch it from its beginning to its end, to read on",
            "while it comes; slower where many fetch.")
        .flag(
            "--json",
            yes -> json = yes,
            "Print the events as JSON objects, one a line, and nothing else.")
        .examples(
            "  minibit get holiday.mp4",
            "  minibit get -o Downloads -t udp://192.168.1.2:5000 holiday.mp4",
            "  minibit get holiday.mp4@3f2a      where several files bear that name",
            "  minibit get 'magnet:?xt=urn:btih:…'")
        .spec();
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
