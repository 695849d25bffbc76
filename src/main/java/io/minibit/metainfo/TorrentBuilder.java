package io.minibit.metainfo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;

/**
 * Makes a torrent from a file or a folder.
 *
 * <p>Every thread hashes pieces of its own with buffers of its own, so memory does not grow with
 * the content but for the hashes. Nothing depends on the order in which pieces are done: the same
 * content and settings give the same bytes.
 */
public final class TorrentBuilder {
  private final Path source;
  private final BuildSettings settings;
  private final Path output;
  private final String name;

  /**
   * Prepares to build; nothing is read yet.
   *
   * @param source a file or a folder, whose last element names the torrent
   * @param settings what the torrent shall be like
   */
  public TorrentBuilder(Path source, BuildSettings settings) {
    this(source, settings, null, null);
  }

  /**
   * Prepares to build a torrent whose content goes by another name on disk.
   *
   * @param name what the torrent calls the file or folder
   */
  public TorrentBuilder(Path source, BuildSettings settings, String name) {
    this(source, settings, null, name);
  }

  /**
   * Prepares to build a torrent that will lie among its own content.
   *
   * @param output where the torrent file will be, which is not made part of it; its folder exists
   */
  public TorrentBuilder(Path source, BuildSettings settings, Path output) {
    this(source, settings, output, null);
  }

  /**
   * Prepares to build a torrent of what has something in its midst that is not content.
   *
   * @param output a file or folder that is passed over; what holds it exists
   * @param name what the torrent calls the file or folder
   */
  public TorrentBuilder(Path source, BuildSettings settings, Path output, String name) {
    this.source = source;
    this.settings = settings;
    this.output = output;
    this.name = name;
  }

  /**
   * Hashes the content and returns the torrent. Blocks until it is done.
   *
   * @param executor runs the hashing
   * @param parallelism how many tasks it is given, at least 1
   * @param monitor is told of progress and may cancel
   * @throws IOException if a file cannot be read, has a name that no torrent can carry, or changes
   *     meanwhile; the message names it
   * @throws InvalidTorrentException if no valid torrent can hold the content
   * @throws CancellationException if the monitor cancelled
   * @throws InterruptedException if this thread was interrupted; the tasks have ended then
   */
  public BuiltTorrent build(Executor executor, int parallelism, BuildMonitor monitor)
      throws IOException, InvalidTorrentException, InterruptedException {
    SourceTree tree = SourceTree.scan(source, name, realOutput());
    TorrentFormat format = settings.format();
    int pieceLength =
        settings
            .pieceLength()
            .orElseGet(
                () ->
                    PieceLengthChoice.choose(
                        tree.totalLength(), tree.files().size(), format.hasV2()));
    BuildPlan plan = plan(tree, pieceLength);
    new HashingRun(plan, monitor).run(executor, parallelism);
    for (SourceFile file : tree.files()) {
      file.requireUnchanged();
    }
    byte[] file = new TorrentWriter(plan, settings).write();
    return new BuiltTorrent(TorrentParser.parse(file), file, tree.leftOut());
  }

  private Path realOutput() throws IOException {
    return output == null
        ? null
        : output.toAbsolutePath().getParent().toRealPath().resolve(output.getFileName());
  }

  private BuildPlan plan(SourceTree tree, int pieceLength) throws InvalidTorrentException {
    try {
      return new BuildPlan(tree, settings.format(), pieceLength);
    } catch (IllegalArgumentException e) {
      throw new InvalidTorrentException(
          source + ": " + e.getMessage() + "; make the pieces longer", e);
    }
  }
}
