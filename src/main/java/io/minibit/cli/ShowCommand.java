package io.minibit.cli;

import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code show}: what is in a torrent file or a magnet link, without downloading anything. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Shows what is in a torrent file or a magnet link, without downloading anything.",
      "Paths are shown as they would be stored, with what is not safe in a name taken away.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  minibit show holiday.torrent", "  minibit show 'magnet:?xt=urn:btih:…' --json"})
final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "F.torrent|MAGNET", description = "A torrent file or a magnet link.")
  private String what;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Console console;

  ShowCommand(Console console) {
    this.console = console;
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
