package io.minibit.metainfo;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The merkle roots of a torrent's pieces (BEP 52), as far as they are known.
 *
 * <p>The piece of a file no longer than a piece is proved by the file's own root. A longer file
 * needs its piece layer, which comes with the torrent file or, block by block, from peers; each
 * layer here has been checked against the file's root. Immutable: a layer that is learned makes a
 * new value.
 */
public final class PieceLayers {
  private static final int HASH = InfoHash.V2_LENGTH;

  private final InfoDictionary info;
  private final byte[][] layers;

  private PieceLayers(InfoDictionary info, byte[][] layers) {
    this.info = info;
    this.layers = layers;
  }

  /** What is known from the info dictionary alone. */
  public static PieceLayers of(InfoDictionary info) {
    return new PieceLayers(info, new byte[info.files().size()][]);
  }

  /** Layers that were checked, by file; those of files that have none are null. */
  static PieceLayers ofChecked(InfoDictionary info, byte[][] layers) {
    return new PieceLayers(info, layers);
  }

  /** Whether the file is longer than a piece and has a v2 half: only then it has a piece layer. */
  public boolean needsLayer(int file) {
    TorrentFile entry = info.files().get(file);
    return entry.length() > info.pieces().pieceLength() && entry.hasRoot();
  }

  /** Whether the hash of every piece is known; true without a v2 half. */
  public boolean isComplete() {
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] == null && needsLayer(i)) {
        return false;
      }
    }
    return true;
  }

  /** A copy of the piece layer of a file, if it has one that is known. */
  public Optional<byte[]> layer(int file) {
    return Optional.ofNullable(layers[file]).map(byte[]::clone);
  }

  /**
   * These layers and those of more files, which were proved against the files' roots.
   *
   * @param more by index in the torrent's list of files: 32 bytes a piece of the file; taken over
   * @throws InvalidTorrentException if a file has no layer, or a longer or shorter one: files of a
   *     torrent that lies may have one root and several lengths
   */
  public PieceLayers withProved(Map<Integer, byte[]> more) throws InvalidTorrentException {
    byte[][] all = layers.clone();
    for (Map.Entry<Integer, byte[]> each : more.entrySet()) {
      int file = each.getKey();
      if (!needsLayer(file)) {
        throw new InvalidTorrentException("file " + file + " has no piece layer");
      }
      checkLength(info, file, each.getValue());
      all[file] = each.getValue();
    }
    return new PieceLayers(info, all);
  }

  /** Checks a layer against the root of its file. */
  static void checkRoot(InfoDictionary info, int file, byte[] layer)
      throws InvalidTorrentException {
    byte[] root = MerkleTree.root(layer, MerkleTree.heightOfBytes(info.pieces().pieceLength()));
    if (!info.files().get(file).hasRoot(root)) {
      throw new InvalidTorrentException("does not hash to the file's pieces root");
    }
  }

  /** Checks a layer against the length of its file. */
  static void checkLength(InfoDictionary info, int file, byte[] layer)
      throws InvalidTorrentException {
    PieceGeometry pieces = info.pieces();
    long expected = (long) (pieces.endPiece(file) - pieces.firstPiece(file)) * HASH;
    if (layer.length != expected) {
      throw new InvalidTorrentException(
          layer.length + " bytes, where the file's pieces need " + expected);
    }
  }

  /** Whether the hash of a piece is known. */
  public boolean knows(int piece) {
    int file = info.pieces().fileAt(piece);
    return layers[file] != null || (info.files().get(file).hasRoot() && !needsLayer(file));
  }

  /** Whether a piece has a hash that is not known. */
  public boolean misses(int piece) {
    int file = info.pieces().fileAt(piece);
    return layers[file] == null && needsLayer(file);
  }

  /**
   * Whether a piece's hash is known and is the given one.
   *
   * @param sha256 the root over the piece's blocks, in a tree of {@link #height}
   */
  public boolean matches(int piece, byte[] sha256) {
    int file = info.pieces().fileAt(piece);
    byte[] layer = layers[file];
    if (layer == null) {
      return !needsLayer(file) && info.files().get(file).hasRoot(sha256);
    }
    int at = (piece - info.pieces().firstPiece(file)) * HASH;
    return Arrays.equals(layer, at, at + HASH, sha256, 0, sha256.length);
  }

  /** A copy of a piece's hash, if it is known. */
  public Optional<byte[]> hash(int piece) {
    int file = info.pieces().fileAt(piece);
    byte[] layer = layers[file];
    if (layer == null) {
      return needsLayer(file) ? Optional.empty() : info.files().get(file).piecesRoot();
    }
    int at = (piece - info.pieces().firstPiece(file)) * HASH;
    return Optional.of(Arrays.copyOfRange(layer, at, at + HASH));
  }

  /**
   * How many layers are above the blocks of a piece: all those of a full piece where the file has
   * several, else as few as the file's blocks need.
   */
  public int height(int piece) {
    int file = info.pieces().fileAt(piece);
    long length = info.files().get(file).length();
    return MerkleTree.heightOfBytes(Math.min(length, info.pieces().pieceLength()));
  }
}
