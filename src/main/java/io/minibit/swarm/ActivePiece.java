package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;
import java.util.BitSet;

/** A piece of which blocks were asked for and that is not verified yet. */
final class ActivePiece {
  /** Most peers that are asked for one block at once, in the end game. */
  static final int MAX_COPIES = 2;

  private static final byte RECEIVED = -1;
  private static final byte STORED = -2;

  final int piece;
  final int blocks;

  /** Bytes of content. */
  final int length;

  /** The one that may take part: the piece failed before, or this one is on parole. Else null. */
  SwarmPeer owner;

  /** The one that takes its blocks in order; null when any other should go on. */
  SwarmPeer worker;

  /** Where it stands in the picker's list. */
  int place;

  /** By block: how many are asked for it, or that it has come. */
  private final byte[] states;

  /** By block: who is asked for it, then who sent it; null for those of an earlier run. */
  private final SwarmPeer[] sources;

  private int free;
  private int received;
  private int stored;
  private int nextFree;

  ActivePiece(PieceGeometry geometry, int piece) {
    this.piece = piece;
    blocks = geometry.blockCount(piece);
    length = geometry.contentLength(piece);
    states = new byte[blocks];
    sources = new SwarmPeer[blocks];
    free = blocks;
  }

  /** These blocks were stored in an earlier run: who sent them is not known. */
  void restore(BitSet restored) {
    restored.stream().forEach(block -> states[block] = STORED);
    stored = restored.cardinality();
    received = stored;
    free = blocks - stored;
  }

  int free() {
    return free;
  }

  int received() {
    return received;
  }

  boolean isUntouched() {
    return free == blocks;
  }

  /** Whether what has not come is asked of nobody. */
  boolean isLeft() {
    return free > 0 && free + received == blocks;
  }

  /** Whether one of these has come already. */
  boolean anyReceived(int first, int count) {
    for (int block = first; block < first + count; block++) {
      if (states[block] < 0) {
        return true;
      }
    }
    return false;
  }

  boolean isFree(int block) {
    return states[block] == 0;
  }

  /** Asked for by somebody, and by fewer than may be. */
  boolean isContested(int block) {
    return states[block] > 0 && states[block] < MAX_COPIES;
  }

  /** Who is asked for it last, or who sent it; null if that one gave up, or is not known. */
  SwarmPeer source(int block) {
    return sources[block];
  }

  /** The first free block from the cursor on, or the number of blocks. */
  int firstFree() {
    while (nextFree < blocks && states[nextFree] != 0) {
      nextFree++;
    }
    return nextFree;
  }

  /** One more peer is asked for the block. */
  void request(int block, SwarmPeer peer) {
    if (states[block]++ == 0) {
      free--;
    }
    sources[block] = peer;
  }

  /** One peer fewer is asked for the block. */
  void release(int block, SwarmPeer peer) {
    if (states[block] <= 0) {
      return;
    }
    if (sources[block] == peer) {
      sources[block] = null;
    }
    if (--states[block] == 0) {
      free++;
      nextFree = Math.min(nextFree, block);
    }
  }

  /** The block came; returns how many others are still asked for it. */
  int receive(int block, SwarmPeer peer, boolean asked) {
    int others = states[block] - (asked ? 1 : 0);
    if (states[block] == 0) {
      free--;
    }
    states[block] = RECEIVED;
    sources[block] = peer;
    received++;
    return others;
  }

  /** The block came and is to come again; returns who sent it, or null if none had come. */
  SwarmPeer discard(int block) {
    if (states[block] != RECEIVED) {
      return null;
    }
    SwarmPeer sender = sources[block];
    states[block] = 0;
    sources[block] = null;
    received--;
    free++;
    nextFree = Math.min(nextFree, block);
    return sender;
  }

  /** The block is safe in storage; says whether it was the last. */
  boolean store(int block) {
    if (states[block] != RECEIVED) {
      return false;
    }
    states[block] = STORED;
    return ++stored == blocks;
  }

  /** The only peer that sent anything, or null if there were several or some are not known. */
  SwarmPeer onlySource() {
    SwarmPeer first = sources[0];
    for (SwarmPeer source : sources) {
      if (source != first) {
        return null;
      }
    }
    return first;
  }
}
