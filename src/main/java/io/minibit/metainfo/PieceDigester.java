package io.minibit.metainfo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Hashes pieces of files that are being made into a torrent, one piece at a time, with one or both
 * digests from one read. Each thread has its own; it keeps the file of the last read open until it
 * is closed.
 *
 * <p>A block is copied from the read buffer to an array that stays in the processor's first cache
 * while both digests go over it: digests take arrays, and reading block by block straight into one
 * would cost a system call each.
 */
final class PieceDigester implements AutoCloseable {
  /**
   * Few enough calls, and still in the second cache of a processor; longer ones measured no faster.
   */
  private static final int READ_LENGTH = 512 * 1024;

  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final byte[] ZEROS = new byte[BLOCK];

  private final BuildPlan plan;
  private final MessageDigest sha1 = Digests.sha1();
  private final MessageDigest sha256 = Digests.sha256();
  private final MerkleRoot tree = new MerkleRoot(0);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_LENGTH);
  private final byte[] block = new byte[BLOCK];
  private final byte[] leaf = new byte[InfoHash.V2_LENGTH];
  private int openFile = -1;
  private FileChannel channel;

  PieceDigester(BuildPlan plan) {
    this.plan = plan;
  }

  /** Hashes a piece and puts its hashes where they belong. */
  void digest(int piece) throws IOException {
    tree.reset();
    plan.pieces().spans(piece, 0, plan.pieces().length(piece), this::digestSpan);
    try {
      if (plan.format().hasV1()) {
        sha1.digest(plan.v1Hashes(), piece * InfoHash.V1_LENGTH, InfoHash.V1_LENGTH);
      }
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-1 digest has 20 bytes", e);
    }
    if (plan.format().hasV2()) {
      tree.root(plan.treeHeight(piece), plan.v2Hashes(), piece * InfoHash.V2_LENGTH);
    }
  }

  private void digestSpan(int file, long offset, int length) throws IOException {
    if (plan.isPadding(file)) {
      for (int rest = length; rest > 0; rest -= BLOCK) {
        sha1.update(ZEROS, 0, Math.min(rest, BLOCK));
      }
      return;
    }
    open(file);
    long position = offset;
    for (int rest = length; rest > 0; ) {
      buffer.clear().limit(Math.min(rest, READ_LENGTH));
      rest -= buffer.limit();
      while (buffer.hasRemaining()) {
        int read = channel.read(buffer, position);
        if (read < 0) {
          throw plan.source(file).changed();
        }
        position += read;
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        digestBlock(Math.min(BLOCK, buffer.remaining()));
      }
    }
  }

  private void digestBlock(int length) {
    buffer.get(block, 0, length);
    if (plan.format().hasV1()) {
      sha1.update(block, 0, length);
    }
    if (plan.format().hasV2()) {
      sha256.update(block, 0, length);
      try {
        sha256.digest(leaf, 0, leaf.length);
      } catch (DigestException e) {
        throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
      }
      tree.add(leaf, 0);
    }
  }

  private void open(int file) throws IOException {
    if (openFile == file) {
      return;
    }
    close();
    SourceFile source = plan.source(file);
    channel = FileChannel.open(source.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    openFile = file;
    if (channel.size() != source.length()) {
      throw source.changed();
    }
  }

  @Override
  public void close() throws IOException {
    openFile = -1;
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
