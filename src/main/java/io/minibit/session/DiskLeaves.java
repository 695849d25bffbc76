package io.minibit.session;

import io.minibit.metainfo.Digests;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.storage.PieceStore;
import io.minibit.storage.StorageException;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the hashes of a verified piece's blocks from the disk, and remembers those of the pieces
 * asked for last, since who asks for a part of them asks for the rest. For any thread, one at a
 * time.
 */
final class DiskLeaves implements LeafSource {
  /** Larger pieces are not read for a request of 48 bytes. */
  static final int MAX_PIECE = 16 << 20;

  /** Pieces remembered: of the largest, 32 KiB each. */
  private static final int MAX_REMEMBERED = 16;

  private final PieceStore store;
  private final PieceGeometry pieces;
  private final Map<Integer, byte[]> remembered = new LinkedHashMap<>();

  DiskLeaves(PieceStore store, PieceGeometry pieces) {
    this.store = store;
    this.pieces = pieces;
  }

  @Override
  public synchronized Optional<byte[]> leaves(int piece) throws StorageException {
    byte[] known = remembered.get(piece);
    if (known != null) {
      return Optional.of(known);
    }
    if (!store.has(piece) || pieces.contentLength(piece) > MAX_PIECE) {
      return Optional.empty();
    }
    byte[] leaves = read(piece);
    if (remembered.size() == MAX_REMEMBERED) {
      remembered.remove(remembered.keySet().iterator().next());
    }
    remembered.put(piece, leaves);
    return Optional.of(leaves);
  }

  private byte[] read(int piece) throws StorageException {
    MessageDigest sha256 = Digests.sha256();
    ByteBuffer block = ByteBuffer.allocate(PieceGeometry.BLOCK_LENGTH);
    int count = pieces.blockCount(piece);
    byte[] leaves = new byte[count * InfoHash.V2_LENGTH];
    for (int i = 0; i < count; i++) {
      store.read(
          piece, i * PieceGeometry.BLOCK_LENGTH, block.clear().limit(pieces.blockLength(piece, i)));
      sha256.update(block.flip());
      try {
        sha256.digest(leaves, i * InfoHash.V2_LENGTH, InfoHash.V2_LENGTH);
      } catch (DigestException e) {
        throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
      }
    }
    return leaves;
  }
}
