package io.minibit.cli;

import io.minibit.api.ApiJson;
import io.minibit.api.Transfer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code share}: puts files on offer under their names and seeds them until stopped. */
@Command(
    name = "share",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Shares files under their names and keeps seeding them until stopped with Ctrl-C.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  minibit share holiday.mp4", "  minibit share -t udp://192.168.1.2:5000 *.iso"})
final class ShareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", arity = "1..*", description = "The files to share.")
  private List<String> paths;

  @Mixin private TrackerOptions trackers;

  @ArgGroup private Format format;

  @Option(
      names = "--json",
      description = "Print the shared files as JSON objects, one a line, and nothing else.")
  private boolean json;

  private final Console console;
  private final NodeLauncher launcher;

  ShareCommand(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  /** At most one of them. */
  private static final class Format {
    @Option(names = "--v1", description = "Describe the files as BitTorrent v1 does.")
    private boolean v1;

    @Option(names = "--v2", description = "Describe the files as BitTorrent v2 does.")
    private boolean v2;

    @Option(names = "--hybrid", description = "Describe them in both ways, which is the default.")
    private boolean hybrid;

    @Override
    public String toString() {
      return v1 ? "--v1" : v2 ? "--v2" : hybrid ? "--hybrid" : "";
    }
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
    if (format != null) {
      console.note(format + " does nothing yet: files are shared by name alone");
    }
    var output = new ConsoleOutput(console);
    try (var node = LocalNode.start(console, () -> launcher.startPeer(settings, output))) {
      var peer = new EventBusPeer(node.vertx().eventBus());
      for (Path share : shares) {
        announce(node.await(peer.share(share.toString(), share.getFileName().toString())));
      }
      node.awaitEnd();
    }
    return ExitCode.DONE;
  }

  private void announce(Transfer transfer) {
    if (json) {
      console.json(ApiJson.json(transfer).encode());
    } else {
      console.line(Style.GREEN, "Now seeding " + transfer.name());
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
