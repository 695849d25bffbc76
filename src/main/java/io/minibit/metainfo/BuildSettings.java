package io.minibit.metainfo;

import java.util.OptionalInt;

/**
 * What a new torrent shall be like, apart from its content.
 *
 * @param format which versions it is for
 * @param pieceLength in bytes; chosen by the content's size if empty
 * @param isPrivate whether only its own trackers may be asked for peers (BEP 27)
 * @param sources trackers, web seeds and nodes to name in it
 * @param credits comment, maker and date to put in it
 */
public record BuildSettings(
    TorrentFormat format,
    OptionalInt pieceLength,
    boolean isPrivate,
    Sources sources,
    Credits credits) {
  /** The largest power of two that is allowed as a piece length. */
  public static final int MAX_PIECE_LENGTH = Integer.highestOneBit(PieceGeometry.MAX_PIECE_LENGTH);

  /** The smallest: one block. */
  public static final int MIN_PIECE_LENGTH = PieceGeometry.BLOCK_LENGTH;

  /** A hybrid torrent that names nothing beside its content. */
  public static final BuildSettings DEFAULT =
      new BuildSettings(
          TorrentFormat.HYBRID, OptionalInt.empty(), false, Sources.NONE, Credits.NONE);

  public BuildSettings {
    if (pieceLength.isPresent() && !isPieceLength(pieceLength.getAsInt())) {
      throw new IllegalArgumentException("piece length " + pieceLength.getAsInt());
    }
  }

  /** Whether torrents are made with pieces of this length: a power of two within the bounds. */
  public static boolean isPieceLength(long length) {
    return length >= MIN_PIECE_LENGTH && length <= MAX_PIECE_LENGTH && Long.bitCount(length) == 1;
  }
}
