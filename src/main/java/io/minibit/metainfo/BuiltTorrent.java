package io.minibit.metainfo;

import java.nio.file.Path;
import java.util.List;

/** A torrent that was made. */
public final class BuiltTorrent {
  private final Torrent torrent;
  private final byte[] file;
  private final List<Path> leftOut;

  BuiltTorrent(Torrent torrent, byte[] file, List<Path> leftOut) {
    this.torrent = torrent;
    this.file = file;
    this.leftOut = List.copyOf(leftOut);
  }

  /** The torrent as everyone reads it. */
  public Torrent torrent() {
    return torrent;
  }

  /** A copy of the bytes of the torrent file. */
  public byte[] file() {
    return file.clone();
  }

  /**
   * What was found in the folder and is not in the torrent: symbolic links, and what is neither
   * file nor folder.
   */
  public List<Path> leftOut() {
    return leftOut;
  }
}
