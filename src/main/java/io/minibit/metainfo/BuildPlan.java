package io.minibit.metainfo;

import java.util.ArrayList;
import java.util.List;

/**
 * How the files of a new torrent lie in its pieces, and the arrays that their hashes go to. Threads
 * that hash different pieces write different parts of the arrays.
 */
final class BuildPlan {
  private final TorrentFormat format;
  private final SourceTree tree;
  private final List<TorrentFile> files = new ArrayList<>();

  /** For each of the files the one it is read from, null for padding. */
  private final List<SourceFile> sources = new ArrayList<>();

  private final PieceGeometry pieces;
  private final byte[] v1Hashes;
  private final byte[] v2Hashes;

  BuildPlan(SourceTree tree, TorrentFormat format, int pieceLength) {
    this.tree = tree;
    this.format = format;
    for (SourceFile source : tree.files()) {
      add(TorrentFile.regular("", source.length()), source);
      long rest = source.length() % pieceLength;
      // After the last of several files too, as the generator that comes with BEP 52 has it.
      if (format == TorrentFormat.HYBRID && rest != 0 && tree.files().size() > 1) {
        add(TorrentFile.padding(pieceLength - rest), null);
      }
    }
    pieces =
        format == TorrentFormat.V2
            ? PieceGeometry.aligned(files, pieceLength)
            : PieceGeometry.contiguous(files, pieceLength);
    v1Hashes = new byte[format.hasV1() ? pieces.pieceCount() * InfoHash.V1_LENGTH : 0];
    v2Hashes = new byte[format.hasV2() ? pieces.pieceCount() * InfoHash.V2_LENGTH : 0];
  }

  private void add(TorrentFile file, SourceFile source) {
    files.add(file);
    sources.add(source);
  }

  TorrentFormat format() {
    return format;
  }

  SourceTree tree() {
    return tree;
  }

  int fileCount() {
    return files.size();
  }

  boolean isPadding(int file) {
    return files.get(file).isPadding();
  }

  long length(int file) {
    return files.get(file).length();
  }

  SourceFile source(int file) {
    return sources.get(file);
  }

  PieceGeometry pieces() {
    return pieces;
  }

  byte[] v1Hashes() {
    return v1Hashes;
  }

  byte[] v2Hashes() {
    return v2Hashes;
  }

  /** Layers above the blocks of a piece, as {@link PieceLayers#height} has it. */
  int treeHeight(int piece) {
    long length = length(pieces.fileAt(piece));
    return MerkleTree.heightOfBytes(Math.min(length, pieces.pieceLength()));
  }
}
