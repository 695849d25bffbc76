package io.minibit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.swarm.ChokerProfile;
import io.minibit.swarm.DropReason;
import io.minibit.swarm.SwarmSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole swarms in virtual time. Each failure names its seed. */
class SwarmSimulationTest {
  private static final int KIB = 1024;
  private static final int MIB = KIB * KIB;

  @ParameterizedTest
  @CsvSource({"4,1", "4,2", "8,1", "8,2", "8,3", "16,1", "16,2", "16,3"})
  void equalLinksComeCloseToTheBound(int count, long seed) {
    long size = 60_000_000;
    World world = new World(seed, size, 256 * KIB);
    Node source = world.seed(NodeKind.lan());
    List<Node> leechers = world.leechers(count, NodeKind.lan());
    world.mesh();

    double seconds = world.runUntilComplete(60, leechers);

    double bound = size / NodeKind.lan().down();
    assertThat(seconds / bound).as("of size / rate").isLessThan(1.15);
    assertThat(source.uploaded() / (double) size).as("copies from the seed").isLessThan(1.1);
    assertThat(World.wasteShare(leechers)).as("waste").isLessThan(0.01);
  }

  @ParameterizedTest
  @ValueSource(ints = {128 * KIB, 256 * KIB, MIB})
  void longerRequestsServeEightLeechersAsWell(int longest) {
    World world = new World(4, 60_000_000, MIB).longerRequests(longest);
    Node source = world.seed(NodeKind.lan());
    List<Node> leechers = world.leechers(8, NodeKind.lan());
    world.mesh();

    double seconds = world.runUntilComplete(60, leechers);

    assertThat(seconds / (world.size() / NodeKind.lan().down())).isLessThan(1.5);
    assertThat(source.uploaded() / (double) world.size()).isLessThan(1.3);
    assertThat(World.wasteShare(leechers)).as("waste").isLessThan(0.02);
  }

  @ParameterizedTest
  @ValueSource(ints = {128 * KIB, MIB})
  void longerRequestsAgreeWithLiarsStallersAndThoseWhoLeave(int longest) {
    World world = new World(5, 32 * MIB, MIB).longerRequests(longest);
    world.seed(NodeKind.lan());
    world.seed(NodeKind.home());
    Node liar = world.seed(NodeKind.lan().who(Behaviour.LIAR));
    world.seed(NodeKind.lan().who(Behaviour.STALLER));
    Node leaver = world.seed(NodeKind.lan());
    List<Node> leechers = world.leechers(6, NodeKind.lan());
    world.mesh();
    world.events().at(World.SECOND, leaver::leave);

    world.runUntilComplete(120, leechers);

    assertThat(world.banned()).isSubsetOf(liar);
  }

  @Test
  void oneSeedFeedsTwoHundredLeechers() {
    World world = new World(11, 8 * MIB, 64 * KIB);
    world.seed(NodeKind.lan());
    List<Node> leechers = world.leechers(200, NodeKind.lan());
    world.randomGraph(20);

    world.runUntilComplete(120, leechers);

    assertThat(World.wasteShare(leechers)).isLessThan(0.05);
  }

  @Test
  void aFlashCrowdIsServed() {
    World world = new World(12, 8 * MIB, 128 * KIB);
    world.seed(NodeKind.lan());
    world.leechers(4, NodeKind.lan());
    world.mesh();
    world.runUntil(1, () -> world.events().now() > World.SECOND / 2);
    for (int i = 0; i < 60; i++) {
      Node newcomer = world.leecher(NodeKind.lan());
      world.meet(newcomer, world.nodes(), 12);
    }

    world.runUntilComplete(120, world.nodes());
  }

  @Test
  void allFinishAfterTheSeedLeftWithOneCopyOut() {
    World world = new World(13, 16 * MIB, 128 * KIB);
    Node source = world.seed(NodeKind.lan());
    List<Node> leechers = world.leechers(10, NodeKind.lan());
    world.mesh();
    int pieces = world.geometry().pieceCount();
    world.runUntil(
        60,
        () -> {
          for (int piece = 0; piece < pieces; piece++) {
            int each = piece;
            if (leechers.stream().noneMatch(node -> node.swarm().has(each))) {
              return false;
            }
          }
          return true;
        });
    source.leave();

    world.runUntilComplete(120, leechers);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void aLiarAmongHonestPeersIsTheOnlyOneBanned(long seed) {
    World world = new World(seed, 16 * MIB, 256 * KIB);
    for (int i = 0; i < 4; i++) {
      world.seed(NodeKind.lan());
    }
    Node liar = world.seed(NodeKind.lan().who(Behaviour.LIAR));
    Node leecher = world.leecher(NodeKind.lan());
    world.mesh();

    world.runUntilComplete(60, List.of(leecher));

    assertThat(world.banned()).containsExactly(liar);
    assertThat(leecher.failedPieces()).isBetween(1, 6);
  }

  /** Of one piece, so that there is nothing else with which to show who is honest. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLiarThatHangsUpAndComesBackHoldsUpNobody(boolean fast) {
    for (long seed = 40; seed < 80; seed++) {
      World world = new World(seed, 4 * MIB, 4 * MIB);
      if (!fast) {
        world.withoutFastExtension();
      }
      Node liar = world.seed(NodeKind.lan().who(Behaviour.LIAR));
      world.seed(NodeKind.lan());
      Node leecher = world.leecher(NodeKind.lan());
      world.mesh();
      int visits = world.random().nextInt(6);
      long leaves = 0;
      for (int visit = 0; visit <= visits; visit++) {
        leaves += World.SECOND / 10 + world.random().nextLong(World.SECOND);
        boolean last = visit == visits;
        world
            .events()
            .at(
                leaves,
                () -> {
                  if (last) {
                    liar.leave();
                  } else {
                    liar.hangUp();
                    liar.connect(leecher, fast);
                  }
                });
      }

      world.runUntilComplete(10, List.of(leecher));

      assertThat(world.banned()).as("seed %d", seed).isSubsetOf(liar);
      assertThat(leecher.failedPieces()).as("seed %d", seed).isLessThanOrEqualTo(visits + 3);
    }
  }

  @Test
  void slowUplinksAreShared() {
    World world = new World(14, 4 * MIB, 128 * KIB);
    world.seed(NodeKind.home());
    List<Node> leechers = world.leechers(20, NodeKind.home());
    world.mesh();

    double seconds = world.runUntilComplete(300, leechers);

    double bound = world.size() / NodeKind.home().up();
    assertThat(seconds / bound).isLessThan(2);
  }

  @Test
  void peersComeAndGo() {
    World world = new World(15, 8 * MIB, 64 * KIB);
    world.seed(NodeKind.home());
    world.seed(NodeKind.lan());
    world.leechers(20, NodeKind.home());
    world.randomGraph(10);
    List<Node> left = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      Node leaver = world.nodes().get(i + 1);
      if (i % 2 == 0) {
        left.add(leaver);
        world.events().at(i * World.SECOND / 2, leaver::leave);
      }
      world
          .events()
          .at(
              i * World.SECOND / 2,
              () -> world.meet(world.leecher(NodeKind.home()), world.nodes(), 8));
    }
    world.runUntil(20, () -> world.events().now() > 11 * World.SECOND);
    List<Node> stayed = new ArrayList<>(world.nodes());
    stayed.removeAll(left);

    world.runUntilComplete(400, stayed);
  }

  @Test
  void aStallerDelaysNobody() {
    World world = new World(16, 16 * MIB, 256 * KIB);
    world.seed(NodeKind.lan());
    world.seed(NodeKind.lan().who(Behaviour.STALLER));
    Node leecher = world.leecher(NodeKind.lan());
    world.mesh();

    double seconds = world.runUntilComplete(60, List.of(leecher));

    assertThat(seconds).isLessThan(4);
  }

  /**
   * Over several seeds, since chance favours some. Riders take 1.04 times as long as givers, and
   * have 86 % when those are done; a choker that ranks by turns makes it 0.99, at its rounds and in
   * between alike, and one that lends idle slots to those who choke it leaves riders 92 %.
   */
  @Test
  void freeRidersGetLessThanThoseWhoGive() {
    double delays = 0;
    double shares = 0;
    int seeds = 12;
    for (long seed = 17; seed < 17 + seeds; seed++) {
      World world = new World(seed, 32 * MIB, 128 * KIB);
      NodeKind kind = new NodeKind(1e6, 4e6, 1_000_000, Behaviour.HONEST);
      world.seed(kind);
      List<Node> givers = world.leechers(24, kind);
      List<Node> riders = world.leechers(6, kind.who(Behaviour.FREE_RIDER));
      world.mesh();

      world.runUntilComplete(600, givers);
      shares +=
          riders.stream().mapToLong(node -> node.swarm().usefulBytes()).average().orElseThrow();
      world.runUntilComplete(900, riders);
      delays += averageEnd(riders) / averageEnd(givers);
    }

    assertThat(delays / seeds).as("a rider's time to a giver's").isGreaterThan(1.02);
    assertThat(shares / seeds / (32 * MIB))
        .as("what a rider has when the givers are done")
        .isLessThan(0.9);
  }

  private static double averageEnd(List<Node> nodes) {
    return nodes.stream().mapToLong(Node::completedAt).average().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void moreLeechersThanSlotsAreChokedInMidPieceAndFinish(boolean fast) {
    World world =
        new World(18, 8 * MIB, MIB)
            .settings(new SwarmSettings(55, 2, ChokerProfile.RECIPROCAL, false, false, 250));
    if (!fast) {
      world.withoutFastExtension();
    }
    NodeKind slow = new NodeKind(0.3e6, 3e6, 5_000_000, Behaviour.HONEST);
    world.seed(slow);
    List<Node> leechers = world.leechers(8, slow);
    world.mesh();

    world.runUntilComplete(600, leechers);

    assertThat(World.wasteShare(leechers)).isLessThan(0.02);
  }

  @Test
  void aSuperSeedSendsLittleMoreThanOneCopy() {
    World world = new World(19, 16 * MIB, 256 * KIB).superSeed();
    Node source = world.seed(NodeKind.lan());
    List<Node> leechers = world.leechers(10, NodeKind.lan());
    world.mesh();

    world.runUntilComplete(120, leechers);

    assertThat(source.uploaded() / (double) world.size()).isLessThan(1.3);
  }

  @Test
  void aFleetUnchokesEveryone() {
    World world =
        new World(20, 16 * MIB, 256 * KIB)
            .settings(SwarmSettings.defaults().withProfile(ChokerProfile.FLEET));
    world.seed(NodeKind.lan());
    List<Node> leechers = world.leechers(30, NodeKind.lan());
    world.mesh();

    world.runUntilComplete(60, leechers);

    assertThat(leechers).allMatch(node -> node.drops(DropReason.TIMED_OUT) == 0);
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    assertThat(history(31)).isEqualTo(history(31)).isNotEqualTo(history(32));
  }

  private static List<Long> history(long seed) {
    World world = new World(seed, 2 * MIB, 64 * KIB);
    world.seed(NodeKind.home());
    List<Node> leechers = world.leechers(5, NodeKind.home());
    world.mesh();
    world.runUntilComplete(120, leechers);
    return leechers.stream().map(Node::completedAt).toList();
  }
}
