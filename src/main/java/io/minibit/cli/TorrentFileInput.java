package io.minibit.cli;

import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A torrent file on disk, read for a command. */
final class TorrentFileInput {
  private TorrentFileInput() {}

  /**
   * Reads it, unless it is far too long to be one.
   *
   * @throws IOException if it cannot be read
   * @throws InvalidTorrentException if it is no torrent
   */
  static Torrent read(Path path) throws IOException, InvalidTorrentException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + ": is a folder");
    }
    if (Files.size(path) > TorrentParser.MAX_LENGTH) {
      throw new InvalidTorrentException(
          "not a torrent: longer than " + Quantity.bytes(TorrentParser.MAX_LENGTH));
    }
    return TorrentParser.parse(Files.readAllBytes(path));
  }

  /**
   * Reads it, or says in one line why not.
   *
   * @param text the path as typed
   * @throws CliFailure with the file and the place in it
   */
  static Torrent readTyped(String text) {
    try {
      return read(Paths.parse(text));
    } catch (InvalidTorrentException e) {
      throw new CliFailure(text + ": " + e.getMessage());
    } catch (IOException e) {
      throw FileFailure.of(e, text);
    }
  }
}
