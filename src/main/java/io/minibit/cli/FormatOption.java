package io.minibit.cli;

import io.minibit.metainfo.TorrentFormat;
import picocli.CommandLine.Option;

/** Which version of the protocol a torrent is made for; at most one is given. */
final class FormatOption {
  private TorrentFormat format = TorrentFormat.HYBRID;

  /** The format that was asked for, hybrid where none was. */
  static TorrentFormat format(FormatOption option) {
    return option == null ? TorrentFormat.HYBRID : option.format;
  }

  @Option(names = "--v1", description = "Make it for BitTorrent v1, which every client knows.")
  void v1(boolean given) {
    format = TorrentFormat.V1;
  }

  @Option(names = "--v2", description = "Make it for BitTorrent v2.")
  void v2(boolean given) {
    format = TorrentFormat.V2;
  }

  @Option(names = "--hybrid", description = "Make it for both, which is the default.")
  void hybrid(boolean given) {
    format = TorrentFormat.HYBRID;
  }
}
