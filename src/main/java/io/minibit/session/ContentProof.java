package io.minibit.session;

import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * Whether a file that came without any proof is the content that a tracker named. An info hash is
 * not a hash of the file alone, so the torrents that sharing the file would make are made again.
 */
final class ContentProof {
  private ContentProof() {}

  /**
   * Looks whether one of those torrents has that hash. Reads the file, once for each format that
   * the hash can be of.
   *
   * @param file what came
   * @param name it is shared under
   * @param cancelled polled while the file is read
   * @return that torrent; nothing when the file is other content
   * @throws IOException when the file cannot be read
   * @throws java.util.concurrent.CancellationException when it was cancelled
   */
  static Optional<Torrent> of(Path file, String name, InfoHash hash, BooleanSupplier cancelled)
      throws IOException {
    // A hybrid torrent goes by its v1 hash.
    List<TorrentFormat> formats =
        hash.isV2() ? List.of(TorrentFormat.V2) : List.of(TorrentFormat.HYBRID, TorrentFormat.V1);
    for (TorrentFormat format : formats) {
      Optional<Torrent> torrent = torrent(file, name, format, cancelled);
      if (torrent.filter(made -> made.hashes().contains(hash)).isPresent()) {
        return torrent;
      }
    }
    return Optional.empty();
  }

  private static Optional<Torrent> torrent(
      Path file, String name, TorrentFormat format, BooleanSupplier cancelled) throws IOException {
    BuildSettings settings =
        new BuildSettings(format, OptionalInt.empty(), false, Sources.NONE, Credits.NONE);
    try {
      return Optional.of(
          new TorrentBuilder(file, settings, name)
              .build(Runnable::run, 1, (hashed, total) -> !cancelled.getAsBoolean())
              .torrent());
    } catch (InvalidTorrentException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
