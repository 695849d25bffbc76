package io.minibit.session;

import io.minibit.wire.UtMetadata;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An info dictionary of one claimed size, as far as its blocks have come. Holds no more bytes than
 * were received, whatever the claim says.
 *
 * @param <P> a peer
 */
final class MetadataCopy<P> {
  /** Peers that one block is asked of at a time, once every other block is asked of somebody. */
  private static final int MAX_ASKED = 2;

  private final byte[][] blocks;
  private final int[] asked;
  private final Set<P> sources = new HashSet<>();
  private final P only;
  private final long begun;
  private int missing;

  /**
   * None of it yet.
   *
   * @param size in bytes, as a peer claims
   * @param only the one peer that may contribute, or null for all
   */
  MetadataCopy(int size, P only, long now) {
    int count = (size + UtMetadata.BLOCK - 1) / UtMetadata.BLOCK;
    this.blocks = new byte[count][];
    this.asked = new int[count];
    this.only = only;
    this.begun = now;
    this.missing = count;
  }

  /** When it was begun. */
  long begun() {
    return begun;
  }

  /** Whether what that peer sends belongs here. */
  boolean takesFrom(P peer) {
    return only == null || only.equals(peer);
  }

  /** Whether this copy is one peer's alone, and that peer is the given one. */
  boolean isAloneWith(P peer) {
    return peer.equals(only);
  }

  /**
   * Chooses a block to ask of a peer, and counts it as asked: one that nobody is asked for, else
   * one that another peer is slow with.
   *
   * @param outstanding what that peer is asked for already
   * @return -1 if there is none
   */
  int ask(Set<Integer> outstanding) {
    for (int limit = 0; limit < MAX_ASKED; limit++) {
      for (int block = 0; block < blocks.length; block++) {
        if (blocks[block] == null && asked[block] == limit && !outstanding.contains(block)) {
          asked[block]++;
          return block;
        }
      }
    }
    return -1;
  }

  /** A peer is not waited for with that block any more. */
  void unask(int block) {
    asked[block]--;
  }

  /** Takes a block over, unless it is there. */
  void put(P peer, int block, byte[] bytes) {
    if (blocks[block] == null) {
      blocks[block] = bytes;
      sources.add(peer);
      missing--;
    }
  }

  boolean isComplete() {
    return missing == 0;
  }

  /** All of it; the blocks let go. */
  byte[] take() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(blocks.length * UtMetadata.BLOCK);
    for (int i = 0; i < blocks.length; i++) {
      whole.writeBytes(blocks[i]);
      blocks[i] = new byte[0];
    }
    return whole.toByteArray();
  }

  /** The peer that sent every block, if it was a single one. */
  Optional<P> singleSource() {
    return sources.size() == 1 ? Optional.of(sources.iterator().next()) : Optional.empty();
  }
}
