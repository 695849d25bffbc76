package io.minibit.session;

import io.minibit.metainfo.InfoDictionary;
import io.minibit.metainfo.MerkleTree;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.PieceLayers;
import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import java.util.HashSet;
import java.util.Set;

/**
 * Cuts the piece layers that are not known into ranges that can be asked for (BEP 52), one after
 * the other, so that a torrent of many files needs no long list.
 */
final class LayerCursor {
  private final InfoDictionary info;
  private final PieceLayers known;
  private final int pieceLayer;

  /** Of files that were begun: those of one content have one tree, asked for once. */
  private final Set<ByteString> begun = new HashSet<>();

  private int file = -1;
  private int next;
  private int count;

  LayerCursor(InfoDictionary info, PieceLayers known) {
    this.info = info;
    this.known = known;
    this.pieceLayer = MerkleTree.heightOfBytes(info.pieces().pieceLength());
    nextFile();
  }

  /**
   * A part of a piece layer.
   *
   * @param pieces how many hashes the whole layer has
   * @param hashes how many of the range are of pieces, the others being padding
   * @param range what to ask for
   */
  record Part(int pieces, int hashes, HashRange range) {
    /** How many hashes prove it: those of the range and the uncles up to the root. */
    int answerLength() {
      return range.length() + MerkleTree.heightOver(pieces) - MerkleTree.heightOver(range.length());
    }
  }

  /** The next part, or null after the last. */
  Part next() {
    if (file == info.files().size()) {
      return null;
    }
    int hashes = Math.min(HashOffer.MAX_LENGTH, count - next);
    // BEP 52 allows no request for a single hash.
    int length = Math.max(2, 1 << MerkleTree.heightOver(hashes));
    byte[] root = info.files().get(file).piecesRoot().orElseThrow();
    int height = MerkleTree.heightOfBytes(info.files().get(file).length());
    HashRange range =
        new HashRange(ByteString.of(root), pieceLayer, next, length, height - pieceLayer - 1);
    Part part = new Part(count, hashes, range);
    next += hashes;
    if (next == count) {
      nextFile();
    }
    return part;
  }

  private void nextFile() {
    PieceGeometry pieces = info.pieces();
    do {
      file++;
    } while (file < info.files().size() && !isFirstWithout(file));
    next = 0;
    count = file < info.files().size() ? pieces.endPiece(file) - pieces.firstPiece(file) : 0;
  }

  private boolean isFirstWithout(int index) {
    return known.needsLayer(index)
        && known.layer(index).isEmpty()
        && begun.add(ByteString.of(info.files().get(index).piecesRoot().orElseThrow()));
  }
}
