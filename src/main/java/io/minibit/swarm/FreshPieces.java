package io.minibit.swarm;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The pieces that are not begun, and which of them is to be begun next: what the user wants first,
 * then what a seed suggests, then the rarest (at random while we have next to nothing, in order in
 * sequential mode). Also counts how many peers have each piece.
 *
 * <p>The search looks at {@link #SCAN} places of the rarity order, then at whole words of the
 * peer's bitfield.
 */
final class FreshPieces {
  /** Pieces until which new ones are chosen by chance, to have something to trade (libtorrent). */
  static final int RANDOM_FIRST = 4;

  /** Places of the rarity order that are tried before bitfields are compared. */
  static final int SCAN = 64;

  static final int NONE = -1;

  private final Bitfield have;
  private final boolean sequential;
  private final RandomGenerator random;
  private final int[] availability;
  private final byte[] priorities;

  /** By priority: the pieces not begun. */
  private final RarityOrder[] orders = new RarityOrder[PiecePriority.LEVELS];

  /** Those of all orders. */
  private final Bitfield fresh;

  /** Holds none yet. */
  FreshPieces(Bitfield have, boolean sequential, RandomGenerator random) {
    this.have = have;
    this.sequential = sequential;
    this.random = random;
    availability = new int[have.size()];
    priorities = new byte[have.size()];
    fresh = new Bitfield(have.size());
    Arrays.fill(priorities, PiecePriority.NORMAL.level());
  }

  boolean isEmpty() {
    return fresh.count() == 0;
  }

  boolean isWanted(int piece) {
    return priorities[piece] != PiecePriority.UNWANTED.level();
  }

  /** How many peers that do not have everything have it. */
  int availability(int piece) {
    return availability[piece];
  }

  /** One peer more has the piece. */
  void gained(int piece) {
    int before = availability[piece]++;
    if (fresh.get(piece)) {
      order(piece).raise(piece, before);
    }
  }

  /** One peer fewer has the piece. */
  void lost(int piece) {
    int before = availability[piece]--;
    if (fresh.get(piece)) {
      order(piece).lower(piece, before);
    }
  }

  /** Changes a piece's priority; it is to be added again if it is not begun. */
  void prioritise(int piece, PiecePriority priority) {
    remove(piece);
    priorities[piece] = priority.level();
  }

  /** May be begun from now on, if it is wanted. */
  void add(int piece) {
    if (isWanted(piece) && fresh.set(piece)) {
      order(piece).add(piece, availability[piece]);
    }
  }

  /** Is begun, or had. */
  void remove(int piece) {
    if (fresh.get(piece)) {
      fresh.clear(piece);
      order(piece).remove(piece, availability[piece]);
    }
  }

  private RarityOrder order(int piece) {
    int priority = priorities[piece];
    if (orders[priority] == null) {
      orders[priority] = new RarityOrder(have.size(), random);
    }
    return orders[priority];
  }

  /** The piece that a peer had best begin next, or {@link #NONE} if it has none of these. */
  int choose(SwarmPeer peer) {
    if (sequential) {
      return firstInOrder(peer);
    }
    for (int i = 0; i < peer.suggestions(); i++) {
      int piece = peer.suggestion(i);
      if (fresh.get(piece) && isAsGoodAsAny(piece, peer)) {
        return piece;
      }
    }
    for (int priority = orders.length - 1; priority > 0; priority--) {
      RarityOrder order = orders[priority];
      if (order != null && order.size() > 0) {
        int start = have.count() < RANDOM_FIRST ? random.nextInt(order.size()) : 0;
        int end = Math.min(order.size(), start + SCAN);
        for (int place = start; place < end; place++) {
          if (peer.pieces.get(order.at(place))) {
            return order.at(place);
          }
        }
      }
    }
    return peer.isSeed() && isEmpty() ? NONE : rarest(peer);
  }

  /** Whether the peer has the piece and none of higher priority or rarer is to be had. */
  private boolean isAsGoodAsAny(int piece, SwarmPeer peer) {
    for (int priority = orders.length - 1; priority > priorities[piece]; priority--) {
      if (orders[priority] != null && orders[priority].size() > 0) {
        return false;
      }
    }
    return peer.pieces.get(piece) && availability[piece] <= availability[order(piece).at(0)];
  }

  private int firstInOrder(SwarmPeer peer) {
    for (int word = 0; word < fresh.wordCount(); word++) {
      long common = fresh.word(word) & peer.pieces.word(word);
      if (common != 0) {
        return word * Long.SIZE + Long.numberOfTrailingZeros(common);
      }
    }
    return NONE;
  }

  /** Compares bitfields, from a random word on so that ties are broken by chance. */
  private int rarest(SwarmPeer peer) {
    int best = NONE;
    int words = fresh.wordCount();
    int start = random.nextInt(words);
    for (int i = 0; i < words; i++) {
      int word = start + i < words ? start + i : start + i - words;
      long common = fresh.word(word) & peer.pieces.word(word);
      while (common != 0) {
        int piece = word * Long.SIZE + Long.numberOfTrailingZeros(common);
        if (best == NONE || isBetter(piece, best)) {
          best = piece;
        }
        common &= common - 1;
      }
    }
    return best;
  }

  private boolean isBetter(int piece, int best) {
    return priorities[piece] != priorities[best]
        ? priorities[piece] > priorities[best]
        : availability[piece] < availability[best];
  }
}
