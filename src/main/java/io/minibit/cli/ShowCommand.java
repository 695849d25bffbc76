package io.minibit.cli;

import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import picocli.CommandLine.Model.CommandSpec;

/** {@code show}: what is in a torrent file or a magnet link, without downloading anything. */
final class ShowCommand implements Command {
  private String what;
  private boolean json;

  private final Console console;

  ShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    return new CommandWords("show", this)
        .description(
            "Shows what is in a torrent file or a magnet link, without downloading anything.",
            "Paths are shown as they would be stored, with what is not safe in a name taken away.")
        .word("F.torrent|MAGNET", word -> what = word, "A torrent file or a magnet link.")
        .flag("--json", yes -> json = yes, "Print one JSON object.")
        .examples("  minibit show holiday.torrent", "  minibit show 'magnet:?xt=urn:btih:…' --json")
        .spec();
  }

  @Override
  public Integer call() {
    if (json) {
      console.jsonOnly();
    }
    if (what.regionMatches(true, 0, "magnet:", 0, "magnet:".length())) {
      show(magnet(what));
    } else {
      show(TorrentArgument.read(what));
    }
    return ExitCode.DONE;
  }

  private static MagnetLink magnet(String text) {
    try {
      return MagnetLink.parse(text);
    } catch (InvalidTorrentException e) {
      throw new CliFailure(e.getMessage());
    }
  }

  private void show(Torrent torrent) {
    if (json) {
      console.json(TorrentJson.full(torrent).encode());
    } else {
      new TorrentText(console).print(torrent);
    }
  }

  private void show(MagnetLink link) {
    if (json) {
      console.json(TorrentJson.full(link).encode());
    } else {
      new TorrentText(console).print(link);
    }
  }
}
