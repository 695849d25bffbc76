package io.minibit.swarm;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Pieces in order of how few peers have them, ties in random order, changed at constant cost.
 *
 * <p>One array holds the pieces, those of one availability side by side; {@code ends} says where
 * each such stretch ends. A piece whose availability changes by one swaps to the border of its
 * stretch, the border moves over it, and it swaps with a random member of its new stretch: a
 * shuffle that is always up to date. Adding and removing shift one piece a stretch, so cost the
 * number of stretches, which is at most the number of connected peers. Considered and dropped: a
 * heap (no random ties, logarithmic in the pieces) and sorting when dirty (a have message would
 * cost a sort of 100,000).
 */
final class RarityOrder {
  private static final int ABSENT = -1;

  private final RandomGenerator random;

  /** The pieces, rarest first. */
  private final int[] order;

  /** By piece: where it stands in the order. */
  private final int[] places;

  /** By availability: the place after the last piece that has it. */
  private int[] ends = new int[8];

  /** How many stretches {@code ends} describes. */
  private int stretches = 1;

  RarityOrder(int pieceCount, RandomGenerator random) {
    this.random = random;
    order = new int[pieceCount];
    places = new int[pieceCount];
    Arrays.fill(places, ABSENT);
  }

  int size() {
    return ends[stretches - 1];
  }

  /** The piece at a place, 0 being a rarest one. */
  int at(int place) {
    return order[place];
  }

  boolean contains(int piece) {
    return places[piece] != ABSENT;
  }

  void add(int piece, int availability) {
    reach(availability);
    for (int stretch = stretches - 1; stretch > availability; stretch--) {
      int first = ends[stretch - 1];
      if (first != ends[stretch]) {
        put(order[first], ends[stretch]);
      }
      ends[stretch]++;
    }
    put(piece, ends[availability]);
    ends[availability]++;
    shuffleIn(piece, availability);
  }

  void remove(int piece, int availability) {
    swap(places[piece], ends[availability] - 1);
    places[piece] = ABSENT;
    int hole = --ends[availability];
    for (int stretch = availability + 1; stretch < stretches; stretch++) {
      int last = --ends[stretch];
      if (last != hole) {
        put(order[last], hole);
      }
      hole = last;
    }
  }

  /** One more peer has the piece. */
  void raise(int piece, int availability) {
    reach(availability + 1);
    swap(places[piece], --ends[availability]);
    shuffleIn(piece, availability + 1);
  }

  /** One peer fewer has the piece. */
  void lower(int piece, int availability) {
    swap(places[piece], ends[availability - 1]++);
    shuffleIn(piece, availability - 1);
  }

  private void reach(int availability) {
    if (availability >= ends.length) {
      ends = Arrays.copyOf(ends, Math.max(availability + 1, ends.length * 2));
    }
    while (stretches <= availability) {
      ends[stretches] = ends[stretches - 1];
      stretches++;
    }
  }

  private void shuffleIn(int piece, int availability) {
    int start = availability == 0 ? 0 : ends[availability - 1];
    swap(places[piece], random.nextInt(start, ends[availability]));
  }

  private void swap(int a, int b) {
    int piece = order[a];
    put(order[b], a);
    put(piece, b);
  }

  private void put(int piece, int place) {
    order[place] = piece;
    places[piece] = place;
  }
}
