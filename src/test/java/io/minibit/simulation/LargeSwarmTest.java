package io.minibit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.minibit.metainfo.PieceGeometry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One seed and many equal nodes in a graph of bounded degree, coarse: pieces of four blocks on
 * links that carry one in 65 ms, as 100 Mbit/s carry one of 800 KiB; 512 of those are 400 MiB. On
 * demand larger: {@code mvn test -Dtest=LargeSwarmTest -Dsimulation.leechers=10000
 * -Dsimulation.pieces=768 -Dtest.heap=3g}.
 *
 * <p>The bound: the seed needs size/rate to send everything once, and the last piece must then
 * double until all have it, so size/rate + log2(leechers) x piece/rate. With 512 pieces the second
 * term is 1 % of the first for 100 leechers, 2 % for 1,000 and 2.6 % for 10,000.
 */
class LargeSwarmTest {
  private static final int LEECHERS = Integer.getInteger("simulation.leechers", 100);
  private static final int PIECES = Integer.getInteger("simulation.pieces", 512);
  private static final int PIECE = 4 * PieceGeometry.BLOCK_LENGTH;
  private static final int DEGREE = 20;
  private static final double RATE = 1e6;

  /** What a run may use: a node takes some 100 kB, and each of its pieces some 0.2 ms. */
  private static final long HEAP = (128L << 20) + 200_000L * LEECHERS;

  private static final Duration TIME = Duration.ofSeconds(120 + (long) LEECHERS * PIECES / 1000);

  @Test
  void manyEqualNodesFinishNearTheBound() {
    World world = new World(1, (long) PIECES * PIECE, PIECE).coarse();
    NodeKind kind = new NodeKind(RATE, RATE, 250_000, Behaviour.HONEST);
    Node source = world.seed(kind);
    List<Node> leechers = world.leechers(LEECHERS, kind);
    world.startTogether(DEGREE);
    double bound = (world.size() + Math.log(LEECHERS) / Math.log(2) * PIECE) / RATE;

    long begun = System.nanoTime();
    double seconds =
        assertTimeoutPreemptively(TIME, () -> world.runUntilComplete(10 * bound, leechers));
    long took = (System.nanoTime() - begun) / 1_000_000_000;
    long heap = heapInUse();

    double payload = source.uploaded();
    double sent = source.wire().sentBytes();
    for (Node node : leechers) {
      payload += node.uploaded();
      sent += node.wire().sentBytes();
    }
    double overhead = (sent - payload) / payload;
    double copies = source.uploaded() / (double) world.size();
    String figures =
        String.format(
            "%d leechers, %d pieces: %.2f of the bound (half %.2f, 99 %% %.2f), control %.2f %% of"
                + " payload, seed %.2f copies, waste %.2f %%; simulated in %d s with %d MiB of heap",
            LEECHERS,
            PIECES,
            seconds / bound,
            part(leechers, 0.5) / bound,
            part(leechers, 0.99) / bound,
            100 * overhead,
            copies,
            100 * World.wasteShare(leechers),
            took,
            heap >> 20);
    System.out.println(figures);
    assertThat(overhead).as(figures).isLessThan(0.02);
    assertThat(World.wasteShare(leechers)).as(figures).isLessThan(0.01);
    assertThat(seconds / bound).as(figures).isLessThan(1.4);
    assertThat(heap).as(figures).isLessThan(HEAP);
  }

  private static long heapInUse() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Seconds until so large a part of them has everything. */
  private static double part(List<Node> nodes, double part) {
    long[] ends = nodes.stream().mapToLong(Node::completedAt).sorted().toArray();
    return ends[(int) (part * (ends.length - 1))] / (double) World.SECOND;
  }
}
