package io.minibit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.TorrentFile;
import io.minibit.swarm.DropReason;
import io.minibit.swarm.SwarmSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** A torrent, a network and the nodes on it. The same seed gives the same history. */
final class World {
  static final long SECOND = 1_000_000_000L;

  private final EventQueue events = new EventQueue();
  private final SplittableRandom random;
  private final long seed;
  private final PieceGeometry geometry;
  private final long size;
  private final List<Node> nodes = new ArrayList<>();
  private SwarmSettings settings = SwarmSettings.defaults();
  private boolean superSeeding;
  private boolean fast = true;
  private boolean coarse;
  private int longestRequest = PieceGeometry.BLOCK_LENGTH;
  private final List<Node> banned = new ArrayList<>();
  private Runnable onComplete = () -> {};

  World(long seed, long size, int pieceLength) {
    this.seed = seed;
    this.size = size;
    random = new SplittableRandom(seed);
    geometry = PieceGeometry.contiguous(List.of(TorrentFile.regular("content", size)), pieceLength);
  }

  World settings(SwarmSettings other) {
    settings = other;
    return this;
  }

  World superSeed() {
    superSeeding = true;
    return this;
  }

  World withoutFastExtension() {
    fast = false;
    return this;
  }

  /** Everybody agrees with everybody on requests of so many bytes. */
  World longerRequests(int bytes) {
    longestRequest = bytes;
    return this;
  }

  /** Control messages cost fewer events. */
  World coarse() {
    coarse = true;
    return this;
  }

  boolean isCoarse() {
    return coarse;
  }

  int longestRequest() {
    return longestRequest;
  }

  void onComplete(Runnable action) {
    onComplete = action;
  }

  EventQueue events() {
    return events;
  }

  RandomGenerator random() {
    return random;
  }

  PieceGeometry geometry() {
    return geometry;
  }

  SwarmSettings settings() {
    return settings;
  }

  boolean superSeeding() {
    return superSeeding;
  }

  long size() {
    return size;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Those that somebody banned. */
  List<Node> banned() {
    return banned;
  }

  long key(int piece, int begin) {
    return (long) piece << 32 | begin;
  }

  long digest(int piece, int block) {
    return key(piece, block) * 0x9E3779B97F4A7C15L;
  }

  Node seed(NodeKind kind) {
    return add(kind, true);
  }

  Node leecher(NodeKind kind) {
    return add(kind, false);
  }

  List<Node> leechers(int count, NodeKind kind) {
    List<Node> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(leecher(kind));
    }
    return added;
  }

  private Node add(NodeKind kind, boolean complete) {
    Node node = new Node(this, address(nodes.size()), kind, complete);
    nodes.add(node);
    return node;
  }

  private static InetSocketAddress address(int index) {
    try {
      byte[] ip = {10, (byte) (index >> 16), (byte) (index >> 8), (byte) index};
      return new InetSocketAddress(InetAddress.getByAddress(ip), 6881);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everybody knows everybody. */
  World mesh() {
    for (int i = 0; i < nodes.size(); i++) {
      for (int j = 0; j < i; j++) {
        nodes.get(i).connect(nodes.get(j), fast);
      }
    }
    return this;
  }

  /** Each knows about so many others, by chance. */
  World randomGraph(int degree) {
    for (int i = 1; i < nodes.size(); i++) {
      meet(nodes.get(i), nodes.subList(0, i), Math.min(i, (degree + 1) / 2));
    }
    return this;
  }

  /** All begin at the same time, and each dials half of the degree of all others by chance. */
  World startTogether(int degree) {
    for (int i = 0; i < nodes.size(); i++) {
      Set<Node> dialled = dialled(nodes.get(i));
      for (int dials = degree / 2; dials > 0 && dialled.size() < nodes.size(); dials--) {
        Node other = nodes.get(random.nextInt(nodes.size()));
        while (!dialled.add(other)) {
          other = nodes.get(random.nextInt(nodes.size()));
        }
        nodes.get(i).connect(other, fast);
      }
    }
    return this;
  }

  /** Itself, and those it knows already. */
  private static Set<Node> dialled(Node node) {
    Set<Node> known = new HashSet<>(node.peers());
    known.add(node);
    return known;
  }

  /** A newcomer connects to some of those there. */
  void meet(Node node, List<Node> others, int count) {
    List<Node> candidates = new ArrayList<>(others);
    for (int i = 0; i < count && !candidates.isEmpty(); i++) {
      Node other = candidates.remove(random.nextInt(candidates.size()));
      if (!other.isGone() && other != node) {
        node.connect(other, fast);
      }
    }
  }

  void dropped(Node by, Node whom, DropReason reason) {
    if (reason == DropReason.CORRUPT_DATA && !banned.contains(whom)) {
      banned.add(whom);
    }
    assertThat(reason)
        .as("seed %d: a drop that honest peers should not cause", seed)
        .isNotIn(
            whom.behaviour() == Behaviour.HONEST
                ? List.of(
                    DropReason.PROTOCOL_ERROR,
                    DropReason.CORRUPT_DATA,
                    DropReason.UNREQUESTED_DATA,
                    DropReason.REQUEST_FLOOD)
                : List.of());
  }

  void completed(Node node) {
    onComplete.run();
  }

  /** Runs until something holds; fails at the deadline. */
  void runUntil(double seconds, BooleanSupplier done) {
    try {
      while (!done.getAsBoolean()) {
        if (events.now() >= seconds * SECOND || !events.step()) {
          fail("not done after %.1f s of virtual time; %s", events.now() / 1e9, unfinished());
        }
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private String unfinished() {
    StringBuilder text = new StringBuilder();
    for (Node node : nodes) {
      if (node.completedAt() < 0 && !node.isGone()) {
        text.append(node.address())
            .append(' ')
            .append(node.swarm().verifiedPieces())
            .append('/')
            .append(geometry.pieceCount())
            .append(' ');
      }
    }
    return text.toString();
  }

  /** Runs until all of these have everything; returns the seconds it took. */
  double runUntilComplete(double seconds, List<Node> these) {
    List<Node> waiting = new ArrayList<>(these);
    runUntil(
        seconds,
        () -> {
          while (!waiting.isEmpty() && waiting.get(waiting.size() - 1).completedAt() >= 0) {
            waiting.remove(waiting.size() - 1);
          }
          return waiting.isEmpty();
        });
    return these.stream().mapToLong(Node::completedAt).max().orElse(0) / (double) SECOND;
  }

  /** Useless bytes of these, of all that they got. */
  static double wasteShare(List<Node> these) {
    double waste = these.stream().mapToLong(node -> node.swarm().waste().total()).sum();
    return waste / these.stream().mapToLong(node -> node.swarm().usefulBytes()).sum();
  }
}
