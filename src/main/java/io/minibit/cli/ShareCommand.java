package io.minibit.cli;

import static java.util.Locale.ROOT;

import io.minibit.api.ApiJson;
import io.minibit.api.Event;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code share}: puts files and folders on offer under their names and seeds them until stopped.
 */
final class ShareCommand implements Command {
  /** How late it may be noticed that something is hashed. */
  private static final long POLL_MILLIS = 20;

  private final TrackerOptions trackers = new TrackerOptions();
  private final FormatOption format = new FormatOption();
  private List<String> paths;
  private boolean superSeed;
  private boolean json;

  private final Console console;
  private final NodeLauncher launcher;

  ShareCommand(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  @Override
  public CommandSpec spec() {
    return format
        .addTo(
            trackers.addTo(
                new CommandWords("share", this)
                    .description(
                        "Shares files and folders under their names and keeps seeding them until "
                            + "stopped with Ctrl-C.")
                    .words("PATH", words -> paths = words, "The files and folders to share.")))
        .flag(
            "--super-seed",
            yes -> superSeed = yes,
            "Give each piece once before any is given twice: for",
            "the first seeder on a slow line.")
        .flag(
            "--json",
            yes -> json = yes,
            "Print the shared files as JSON objects, one a line, and nothing else.")
        .examples(
            "  minibit share holiday.mp4",
            "  minibit share --v1 photos/",
            "  minibit share -t udp://192.168.1.2:5000 *.iso")
        .spec();
  }

  @Override
  public Integer call() {
    if (json) {
      console.jsonOnly();
    }
    var settings = new JsonObject();
    trackers.addTo(settings);
    var shares = new ArrayList<Path>();
    var folders = new JsonArray();
    for (String path : paths) {
      shares.add(existing(path, folders));
    }
    settings.put("allowedDirectories", folders);
    var output = new ConsoleOutput(console);
    try (var node = LocalNode.start(console, () -> launcher.startPeer(settings, output))) {
      for (Path share : shares) {
        announce(share(node, share));
      }
      node.awaitEnd();
    }
    return ExitCode.DONE;
  }

  /** Shares it, with a bar while it is hashed. */
  private Transfer share(LocalNode node, Path path) {
    var eventBus = node.vertx().eventBus();
    String name = path.getFileName().toString();
    try (var feed = EventFeed.open(eventBus);
        var bar = new ProgressBar(console, name, -1)) {
      Future<Transfer> shared =
          new EventBusPeer(eventBus)
              .share(
                  new PeerRequest.Share(
                      path.toString(),
                      name,
                      format.format().name().toLowerCase(ROOT),
                      superSeed ? Boolean.TRUE : null));
      while (!shared.isComplete()) {
        JsonObject event = feed.poll(POLL_MILLIS);
        node.parkIfStopping();
        if (event != null && event.getString("name").equals(name)) {
          Transfer hashing = ApiJson.read(event, Event.class).transfer();
          bar.update(TransferText.doneBytes(hashing), TransferText.totalBytes(hashing), "hashing");
        }
      }
      return node.await(shared);
    }
  }

  private void announce(Transfer transfer) {
    if (json) {
      console.json(ApiJson.json(transfer).encode());
    } else {
      console.line(Style.GREEN, "Now seeding " + transfer.name());
      if (transfer.magnet() != null) {
        console.line(transfer.magnet());
      }
    }
  }

  /**
   * Looked at before a node is started, and by the name as typed: a link is shared under its own.
   */
  private static Path existing(String text, JsonArray folders) {
    Path path = Paths.parse(text);
    if (path.getFileName() == null) {
      throw new CliFailure(text + ": has no name to be shared under");
    }
    if (!Files.isReadable(path)) {
      throw new CliFailure(
          text + ": " + (Files.exists(path) ? "permission denied" : "no such file or folder"));
    }
    try {
      String folder = path.toRealPath().getParent().toString();
      if (!folders.contains(folder)) {
        folders.add(folder);
      }
      return path;
    } catch (IOException unreadable) {
      throw new CliFailure(text + ": cannot be read: " + unreadable.getMessage());
    }
  }
}
