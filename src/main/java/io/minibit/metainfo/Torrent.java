package io.minibit.metainfo;

import java.util.List;

/**
 * A torrent: its content, the piece hashes of its v2 half as far as they are known, and what a
 * torrent file says beside. Immutable.
 *
 * @param info the info dictionary
 * @param layers the v2 hashes of the pieces
 * @param sources trackers, web seeds and nodes
 * @param credits comment, maker and date
 */
public record Torrent(InfoDictionary info, PieceLayers layers, Sources sources, Credits credits) {
  /** The cleaned name of the file or folder. */
  public String name() {
    return info.name();
  }

  /** The files in the order of the piece space, with padding. */
  public List<TorrentFile> files() {
    return info.files();
  }

  /** Where the pieces lie in the files. */
  public PieceGeometry pieces() {
    return info.pieces();
  }

  /** The info hashes. */
  public InfoHashes hashes() {
    return info.hashes();
  }

  /** Bytes of all files; padding does not count. */
  public long totalLength() {
    return info.totalLength();
  }

  /** The bytes of a torrent file that says the same, apart from the credits. */
  public byte[] file() {
    return TorrentFileWriter.write(this);
  }

  /** This torrent with other sources: those of a magnet link, or more trackers. */
  public Torrent withSources(Sources replacement) {
    return new Torrent(info, layers, replacement, credits);
  }

  /** This torrent with layers learned from peers. */
  public Torrent withLayers(PieceLayers replacement) {
    return new Torrent(info, replacement, sources, credits);
  }
}
