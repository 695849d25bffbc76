package io.minibit.cli;

import io.minibit.metainfo.TorrentFormat;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** Which version of the protocol a torrent is made for; at most one is given. */
final class FormatOption {
  private TorrentFormat format = TorrentFormat.HYBRID;

  /** The words that name it. */
  CommandWords addTo(CommandWords command) {
    return command.oneOf(
        flag("--v1", TorrentFormat.V1, "Make it for BitTorrent v1, which every client knows."),
        flag("--v2", TorrentFormat.V2, "Make it for BitTorrent v2."),
        flag("--hybrid", TorrentFormat.HYBRID, "Make it for both, which is the default."));
  }

  private OptionSpec.Builder flag(String name, TorrentFormat meant, String description) {
    return CommandWords.flagOption(
        List.of(name),
        yes -> {
          if (yes) {
            format = meant;
          }
        },
        description);
  }

  /** The format that was asked for, hybrid where none was. */
  TorrentFormat format() {
    return format;
  }
}
