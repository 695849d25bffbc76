package io.minibit.swarm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds who sent the bad blocks of a piece that failed its hash: remembers a digest of each block
 * and its sender, and compares with the next copy that is good. Only those whose blocks differ are
 * guilty. Digests are 64 bits of any keyed hash of the caller's.
 *
 * <p>Bounded: {@link #MAX_PIECES} pieces with {@link #MAX_COPIES} bad copies each; the oldest piece
 * is forgotten first. A sender of a whole bad piece is guilty without any of this.
 */
final class SmartBan {
  static final int MAX_PIECES = 64;
  static final int MAX_COPIES = 4;

  private static final class Copy {
    final SwarmPeer[] senders;
    final long[] digests;

    Copy(ActivePiece piece, long[] digests) {
      this.digests = digests.clone();
      senders = new SwarmPeer[piece.blocks];
      for (int block = 0; block < senders.length; block++) {
        senders[block] = piece.source(block);
      }
    }
  }

  private final Map<Integer, List<Copy>> failed = new LinkedHashMap<>();

  /** Whether the digests of the next good copy are needed. */
  boolean suspects(int piece) {
    return failed.containsKey(piece);
  }

  /** Remembers a bad copy. */
  void failed(ActivePiece piece, long[] digests) {
    List<Copy> copies = failed.computeIfAbsent(piece.piece, key -> new ArrayList<>());
    if (copies.size() < MAX_COPIES) {
      copies.add(new Copy(piece, digests));
    }
    if (failed.size() > MAX_PIECES) {
      failed.remove(failed.keySet().iterator().next());
    }
  }

  /** Compares with a good copy; returns those who sent something else. */
  List<SwarmPeer> guilty(int piece, long[] good) {
    List<SwarmPeer> guilty = new ArrayList<>();
    List<Copy> copies = failed.remove(piece);
    if (copies != null) {
      for (Copy copy : copies) {
        for (int block = 0; block < good.length; block++) {
          SwarmPeer sender = copy.senders[block];
          if (copy.digests[block] != good[block] && sender != null && !guilty.contains(sender)) {
            guilty.add(sender);
          }
        }
      }
    }
    return guilty;
  }
}
