package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RarityOrderTest {
  private static final int PIECES = 40;

  @Property(tries = 200)
  void staysInOrderWhateverHappens(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RarityOrder order = new RarityOrder(PIECES, random);
    int[] availability = new int[PIECES];
    Set<Integer> members = new HashSet<>();
    for (int step = 0; step < 400; step++) {
      int piece = random.nextInt(PIECES);
      switch (random.nextInt(4)) {
        case 0 -> {
          if (members.add(piece)) {
            order.add(piece, availability[piece]);
          }
        }
        case 1 -> {
          if (members.remove(piece)) {
            order.remove(piece, availability[piece]);
          }
        }
        case 2 -> {
          if (members.contains(piece)) {
            order.raise(piece, availability[piece]);
          }
          availability[piece]++;
        }
        default -> {
          if (availability[piece] > 0) {
            if (members.contains(piece)) {
              order.lower(piece, availability[piece]);
            }
            availability[piece]--;
          }
        }
      }
      check(order, availability, members);
    }
  }

  private static void check(RarityOrder order, int[] availability, Set<Integer> members) {
    assertThat(order.size()).isEqualTo(members.size());
    Set<Integer> seen = new HashSet<>();
    int last = 0;
    for (int place = 0; place < order.size(); place++) {
      int piece = order.at(place);
      assertThat(availability[piece]).isGreaterThanOrEqualTo(last);
      last = availability[piece];
      seen.add(piece);
    }
    assertThat(seen).isEqualTo(members);
  }

  @Test
  void tiesAreBrokenByChance() {
    Set<Integer> first = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      RarityOrder order = new RarityOrder(8, new SplittableRandom(seed));
      for (int piece = 0; piece < 8; piece++) {
        order.add(piece, 0);
      }
      first.add(order.at(0));
    }
    assertThat(first).hasSize(8);
  }
}
