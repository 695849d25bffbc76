package io.minibit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Swarms made by chance, with all kinds of nodes at once. On demand: {@code mvn test
 * -Dtest=SwarmSoakTest -Dsimulation.soak=1000} runs a thousand; {@code -Dsimulation.seed=N} begins
 * at seed N, to repeat one.
 */
class SwarmSoakTest {
  private static final int SHORT = 40;
  private static final int KIB = 1024;

  @Test
  void honestNodesAlwaysFinish() {
    long first = Long.getLong("simulation.seed", 1000);
    int count = Integer.getInteger("simulation.soak", SHORT);
    assumeTrue(count > 0, "no soak asked for");
    for (long seed = first; seed < first + count; seed++) {
      run(seed);
    }
  }

  private static void run(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int pieceLength = (16 << random.nextInt(5)) * KIB - (random.nextInt(4) == 0 ? 100 : 0);
    World world = new World(seed, random.nextLong(1, 6_000_000), pieceLength);
    if (random.nextInt(3) == 0) {
      world.withoutFastExtension();
    }
    if (random.nextInt(5) == 0) {
      world.superSeed();
    }
    world.longerRequests((16 << random.nextInt(7)) * KIB);
    world.seed(kind(random, Behaviour.HONEST));
    for (int i = random.nextInt(3); i > 0; i--) {
      Behaviour behaviour = random.nextBoolean() ? Behaviour.LIAR : Behaviour.STALLER;
      world.seed(kind(random, behaviour));
    }
    int leechers = random.nextInt(1, 15);
    for (int i = 0; i < leechers; i++) {
      boolean rider = random.nextInt(8) == 0;
      world.leecher(kind(random, rider ? Behaviour.FREE_RIDER : Behaviour.HONEST));
    }
    world.mesh();
    List<Node> honest =
        world.nodes().stream().filter(node -> node.behaviour() != Behaviour.FREE_RIDER).toList();
    world.runUntilComplete(3_000, honest);
    assertThat(world.banned())
        .as("seed %d", seed)
        .allMatch(node -> node.behaviour() == Behaviour.LIAR);
  }

  private static NodeKind kind(SplittableRandom random, Behaviour behaviour) {
    double up = 30e3 * (1 << random.nextInt(9));
    double down = up * (1 + random.nextInt(8));
    return new NodeKind(up, down, random.nextLong(100_000, 150_000_000), behaviour);
  }
}
