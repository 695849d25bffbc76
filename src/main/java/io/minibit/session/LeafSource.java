package io.minibit.session;

import io.minibit.storage.StorageException;
import java.util.Optional;

/** Knows the hashes of blocks, of which no torrent file tells. */
@FunctionalInterface
interface LeafSource {
  /**
   * The SHA-256 hashes of a piece's blocks, 32 bytes each. May read the piece from the disk.
   *
   * @return empty if the piece is not here, or too large to be read for a stranger
   * @throws StorageException if the disk fails
   */
  Optional<byte[]> leaves(int piece) throws StorageException;
}
