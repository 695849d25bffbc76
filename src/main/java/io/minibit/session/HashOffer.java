package io.minibit.session;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.MerkleTree;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFile;
import io.minibit.storage.StorageException;
import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers requests for hashes of the files' merkle trees (BEP 52): at and above the piece layer
 * from the layers that we have, below it inside one piece that we have. All else is refused, also
 * the root itself, which who asks has named.
 *
 * <p>Hashes and may read the disk, so it belongs on a worker; safe for threads.
 */
final class HashOffer {
  /** As BEP 52 wants it; and no more hashes than a message may hold. */
  static final int MAX_LENGTH = 512;

  /** Trees kept above piece layers; each has twice the bytes of its layer. */
  private static final int MAX_TREES = 4;

  /** No tree is higher; a larger number of proof layers asks for all. */
  private static final int MAX_LAYERS = 64;

  private static final int HASH = InfoHash.V2_LENGTH;

  private final Torrent torrent;
  private final LeafSource source;
  private final Map<ByteString, Integer> files = new HashMap<>();
  private final Map<Integer, MerkleTree> trees = new LinkedHashMap<>();

  /**
   * Offers what is known now.
   *
   * @param torrent with the piece layers that we have
   * @param source of the hashes below them
   */
  HashOffer(Torrent torrent, LeafSource source) {
    this.torrent = torrent;
    this.source = source;
    for (int file = 0; file < torrent.files().size(); file++) {
      int index = file;
      // Files of one content have one tree, and any of them will do.
      torrent
          .files()
          .get(file)
          .piecesRoot()
          .ifPresent(root -> files.putIfAbsent(ByteString.of(root), index));
    }
  }

  /**
   * Answers a request. May block.
   *
   * @return {@link PeerMessage.Hashes} or {@link PeerMessage.HashReject}
   * @throws StorageException if the disk fails
   */
  PeerMessage answer(HashRange range) throws StorageException {
    Optional<byte[]> hashes = find(range);
    return hashes.isPresent()
        ? new PeerMessage.Hashes(range, ByteString.of(hashes.get()))
        : new PeerMessage.HashReject(range);
  }

  private Optional<byte[]> find(HashRange range) throws StorageException {
    Integer file = files.get(range.piecesRoot());
    if (file == null || range.length() < 1 || range.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    TorrentFile entry = torrent.files().get(file);
    int height = MerkleTree.heightOfBytes(entry.length());
    int pieceLayer = Math.min(height, MerkleTree.heightOfBytes(torrent.pieces().pieceLength()));
    int width = 1 << MerkleTree.heightOver(range.length());
    if (range.baseLayer() >= height
        || range.index() % width != 0
        || range.index() > (1L << (height - range.baseLayer())) - width) {
      return Optional.empty();
    }
    Optional<byte[]> hashes =
        range.baseLayer() < pieceLayer
            ? below(file, range, width, pieceLayer)
            : tree(file).map(tree -> proof(tree, range, range.index(), width));
    return hashes.map(all -> withoutSurplus(all, range.length(), width));
  }

  /** A request may end where the layer does, although its proof is that of a whole power of two. */
  private static byte[] withoutSurplus(byte[] hashes, int length, int width) {
    if (length == width) {
      return hashes;
    }
    byte[] kept = Arrays.copyOf(hashes, hashes.length - (width - length) * HASH);
    System.arraycopy(hashes, width * HASH, kept, length * HASH, hashes.length - width * HASH);
    return kept;
  }

  /** Nodes inside of one piece: proved up to the piece's node, and from there to the root. */
  private Optional<byte[]> below(int file, HashRange range, int width, int pieceLayer)
      throws StorageException {
    int nodesOfPiece = 1 << (pieceLayer - range.baseLayer());
    PieceGeometry pieces = torrent.pieces();
    int piece = pieces.firstPiece(file) + range.index() / nodesOfPiece;
    if (width > nodesOfPiece || piece >= pieces.endPiece(file)) {
      return Optional.empty();
    }
    boolean isWhole = !torrent.layers().needsLayer(file);
    Optional<MerkleTree> above = isWhole ? Optional.empty() : tree(file);
    if (!isWhole && above.isEmpty()) {
      return Optional.empty();
    }
    Optional<byte[]> leaves = source.leaves(piece);
    if (leaves.isEmpty()) {
      return Optional.empty();
    }
    // Blocks that the last piece lacks have leaves of zeros.
    byte[] padded = Arrays.copyOf(leaves.get(), HASH << pieceLayer);
    byte[] inside = proof(MerkleTree.over(padded, 0), range, range.index() % nodesOfPiece, width);
    if (isWhole) {
      return Optional.of(inside);
    }
    int rest = Math.min(range.proofLayers(), MAX_LAYERS) - (pieceLayer - range.baseLayer());
    byte[] outside = above.get().proof(pieceLayer, piece - pieces.firstPiece(file), 1, rest);
    byte[] all = Arrays.copyOf(inside, inside.length + outside.length - HASH);
    System.arraycopy(outside, HASH, all, inside.length, outside.length - HASH);
    return Optional.of(all);
  }

  private static byte[] proof(MerkleTree tree, HashRange range, int index, int width) {
    int layers = Math.min(range.proofLayers(), MAX_LAYERS);
    return tree.proof(range.baseLayer(), index, width, layers);
  }

  /** The tree above the pieces of a file that has several. */
  private synchronized Optional<MerkleTree> tree(int file) {
    MerkleTree known = trees.get(file);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<MerkleTree> tree =
        torrent
            .layers()
            .layer(file)
            .map(
                layer ->
                    MerkleTree.over(
                        layer, MerkleTree.heightOfBytes(torrent.pieces().pieceLength())));
    if (tree.isPresent()) {
      if (trees.size() == MAX_TREES) {
        trees.remove(trees.keySet().iterator().next());
      }
      trees.put(file, tree.get());
    }
    return tree;
  }
}
