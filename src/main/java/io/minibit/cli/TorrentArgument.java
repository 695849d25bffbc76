package io.minibit.cli;

import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A torrent file that a command was given. */
final class TorrentArgument {
  private TorrentArgument() {}

  /**
   * Reads it.
   *
   * @param text the path as typed
   * @throws CliFailure if it cannot be read or is refused
   */
  static Torrent read(String text) {
    try {
      return parse(Paths.parse(text));
    } catch (NoSuchFileException e) {
      throw new CliFailure(text + ": no such file");
    } catch (AccessDeniedException e) {
      throw new CliFailure(text + ": permission denied");
    } catch (IOException e) {
      throw new CliFailure(text + ": cannot be read: " + e.getMessage());
    } catch (InvalidTorrentException e) {
      throw new CliFailure(text + ": " + e.getMessage());
    }
  }

  /** Reads a file that should be a torrent, but no more of it than a torrent can have. */
  static Torrent parse(Path file) throws IOException, InvalidTorrentException {
    try (InputStream in = Files.newInputStream(file)) {
      // A byte more than is allowed, so that the parser sees that it is too long.
      return TorrentParser.parse(in.readNBytes(TorrentParser.MAX_LENGTH + 1));
    }
  }
}
