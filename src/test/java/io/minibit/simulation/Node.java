package io.minibit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.swarm.DropReason;
import io.minibit.swarm.PeerHello;
import io.minibit.swarm.Swarm;
import io.minibit.swarm.SwarmActions;
import io.minibit.swarm.SwarmLimits;
import io.minibit.swarm.SwarmSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node of a simulated swarm: the real decisions on a virtual network, watched at each step. */
final class Node implements SwarmActions {
  private static final int HEADER = 13;

  /** For so long a request without an answer may not be repeated to a peer that need not answer. */
  private static final long MEMORY = 120 * World.SECOND;

  private static final long TICK = 100_000_000;

  private final World world;
  private final InetSocketAddress address;
  private final Behaviour behaviour;
  private final Wire wire;
  private final Swarm swarm;
  private final List<Connection> connections = new ArrayList<>();
  private final Map<Integer, long[]> digests = new HashMap<>();
  private final boolean[] verified;
  private final Map<DropReason, Integer> drops = new HashMap<>();
  private long uploaded;
  private long completedAt = -1;
  private int failedPieces;
  private boolean gone;

  Node(World world, InetSocketAddress address, NodeKind kind, boolean seed) {
    this.world = world;
    this.address = address;
    behaviour = kind.behaviour();
    wire = new Wire(world.events(), kind.up(), kind.down(), kind.delay());
    int pieces = world.geometry().pieceCount();
    byte[] have = seed ? allOf(pieces) : new byte[(pieces + 7) / 8];
    verified = new boolean[pieces];
    SwarmSettings settings =
        seed && world.superSeeding() ? world.settings().withSuperSeeding() : world.settings();
    swarm =
        new Swarm(
            world.geometry(),
            new byte[20],
            have,
            settings,
            SwarmLimits.none(),
            world.random(),
            this,
            now());
    if (seed) {
      completedAt = 0;
    }
    world.events().in(world.random().nextLong(TICK), this::tick);
  }

  private static byte[] allOf(int pieces) {
    byte[] bits = new byte[(pieces + 7) / 8];
    for (int piece = 0; piece < pieces; piece++) {
      bits[piece / 8] |= (byte) (0x80 >> piece % 8);
    }
    return bits;
  }

  private void tick() {
    if (!gone) {
      swarm.tick(now());
      world.events().in(TICK, this::tick);
    }
  }

  private static void nothing() {}

  private long now() {
    return world.events().now();
  }

  World world() {
    return world;
  }

  Wire wire() {
    return wire;
  }

  Swarm swarm() {
    return swarm;
  }

  InetSocketAddress address() {
    return address;
  }

  Behaviour behaviour() {
    return behaviour;
  }

  long uploaded() {
    return uploaded;
  }

  long completedAt() {
    return completedAt;
  }

  int failedPieces() {
    return failedPieces;
  }

  boolean isGone() {
    return gone;
  }

  int drops(DropReason reason) {
    return drops.getOrDefault(reason, 0);
  }

  /** Leaves without a word. */
  void leave() {
    gone = true;
    for (Connection connection : connections) {
      if (connection != null && connection.open) {
        close(connection);
      }
    }
  }

  /** Ends its connections, and may come back. */
  void hangUp() {
    for (Connection connection : List.copyOf(connections)) {
      if (connection.open) {
        close(connection);
        swarm.left(connection.handle, now());
      }
    }
  }

  void connect(Node other, boolean fast) {
    Connection near = Connection.pair(this, other, fast);
    join(near);
    other.join(near.remote());
  }

  /** Those with whom it has a connection. */
  List<Node> peers() {
    return connections.stream()
        .filter(connection -> connection != null && connection.open)
        .map(connection -> connection.remote().node())
        .toList();
  }

  private void join(Connection connection) {
    // The swarm greets from within join: the handle must be known before.
    joining = connection;
    int handle =
        swarm.join(new PeerHello(connection.remote().node().address, connection.isFast()), now());
    joining = null;
    if (handle == Swarm.REFUSED) {
      world.events().in(0, () -> close(connection));
      return;
    }
    bind(connection, handle);
    swarm.longerRequests(handle, world.longestRequest(), world.longestRequest(), now());
  }

  private Connection joining;

  private void bind(Connection connection, int handle) {
    while (connections.size() <= handle) {
      connections.add(null);
    }
    connection.handle = handle;
    connections.set(handle, connection);
  }

  private Connection to(int peer) {
    if (joining != null && joining.handle < 0) {
      Connection old = peer < connections.size() ? connections.get(peer) : null;
      if (old == null || !old.open) {
        bind(joining, peer);
      }
    }
    return connections.get(peer);
  }

  private void close(Connection connection) {
    connection.open = false;
    Connection remote = connection.remote();
    if (remote.open) {
      remote.open = false;
      world
          .events()
          .in(
              0,
              () -> {
                if (remote.handle >= 0 && remote.node().connections.get(remote.handle) == remote) {
                  remote.node().swarm.left(remote.handle, now());
                }
              });
    }
  }

  private interface Delivery {
    void to(Swarm swarm, int handle, long now);
  }

  private void tell(Connection connection, int bytes, Runnable before, Delivery delivery) {
    Connection remote = connection.remote();
    connection.slip(
        bytes,
        () -> {
          before.run();
          delivery.to(remote.node().swarm, remote.handle, now());
        });
  }

  private void tell(int peer, Delivery delivery) {
    tell(to(peer), HEADER, Node::nothing, delivery);
  }

  @Override
  public void request(int peer, int piece, int begin, int length) {
    Connection connection = to(peer);
    Node other = connection.remote().node();
    long key = world.key(piece, begin);
    Long asked = connection.unanswered.put(key, now());
    if (asked != null && (connection.isFast() || now() - asked < MEMORY)) {
      fail("asked one peer twice for a block");
    }
    assertThat(connection.unanswered.size())
        .as("more requests than the peer keeps")
        .isLessThanOrEqualTo(250);
    assertThat(other.swarm.has(piece)).as("asked for a piece that the peer lacks").isTrue();
    assertThat(swarm.has(piece)).as("asked for a piece that is there").isFalse();
    if (connection.choked) {
      assertThat(connection.allowedFast).as("asked while choked").contains(piece);
    }
    if (other.behaviour == Behaviour.STALLER) {
      return;
    }
    tell(peer, (to, handle, now) -> to.requested(handle, piece, begin, length, now));
  }

  @Override
  public void cancel(int peer, int piece, int begin, int length) {
    if (!to(peer).isFast()) {
      // Need not be answered (BEP 3), so it may be asked for again.
      to(peer).unanswered.remove(world.key(piece, begin));
    }
    tell(peer, (to, handle, now) -> to.cancelled(handle, piece, begin, length, now));
  }

  @Override
  public void upload(int peer, int piece, int begin, int length) {
    Connection connection = to(peer);
    Connection remote = connection.remote();
    boolean lie = behaviour == Behaviour.LIAR && world.random().nextInt(4) == 0;
    long falsehood = lie ? 1 + world.random().nextInt(1000) : 0;
    connection.send(
        HEADER + length,
        () -> {
          if (connection.open) {
            uploaded += length;
            swarm.uploaded(peer, length, now());
          }
        },
        () -> remote.node().receive(remote, piece, begin, length, falsehood));
  }

  private void receive(Connection from, int piece, int begin, int length, long falsehood) {
    from.unanswered.remove(world.key(piece, begin));
    if (swarm.block(from.handle, piece, begin, length, now())) {
      int blocks = world.geometry().blockCount(piece);
      long[] found = digests.computeIfAbsent(piece, key -> new long[blocks]);
      for (int at = begin; at < begin + length; at += PieceGeometry.BLOCK_LENGTH) {
        int block = at / PieceGeometry.BLOCK_LENGTH;
        found[block] = world.digest(piece, block) + falsehood;
      }
      swarm.blockStored(piece, begin, length, now());
    }
  }

  @Override
  public void verify(int piece) {
    world
        .events()
        .in(
            0,
            () -> {
              long[] found = digests.remove(piece);
              for (int block = 0; block < found.length; block++) {
                if (found[block] != world.digest(piece, block)) {
                  failedPieces++;
                  swarm.pieceFailed(piece, found, now());
                  return;
                }
              }
              assertThat(verified[piece]).as("a piece verified twice").isFalse();
              verified[piece] = true;
              swarm.pieceVerified(piece, swarm.wantsDigests(piece) ? found : null, now());
            });
  }

  @Override
  public void reject(int peer, int piece, int begin, int length) {
    Connection remote = to(peer).remote();
    tell(
        to(peer),
        HEADER,
        () -> remote.unanswered.remove(world.key(piece, begin)),
        (to, handle, now) -> to.rejected(handle, piece, begin, length, now));
  }

  @Override
  public void have(int peer, int piece) {
    tell(peer, (to, handle, now) -> to.have(handle, piece, now));
  }

  @Override
  public void dontHave(int peer, int piece) {
    tell(peer, (to, handle, now) -> to.dontHave(handle, piece, now));
  }

  @Override
  public void bitfield(int peer, byte[] bits) {
    tell(peer, (to, handle, now) -> to.bitfield(handle, bits, now));
  }

  @Override
  public void haveAll(int peer) {
    tell(peer, Swarm::haveAll);
  }

  @Override
  public void haveNone(int peer) {
    tell(peer, Swarm::haveNone);
  }

  @Override
  public void allowedFast(int peer, int piece) {
    Connection remote = to(peer).remote();
    tell(
        to(peer),
        HEADER,
        () -> remote.allowedFast.add(piece),
        (to, handle, now) -> to.allowedFast(handle, piece, now));
  }

  @Override
  public void suggest(int peer, int piece) {
    tell(peer, (to, handle, now) -> to.suggested(handle, piece, now));
  }

  @Override
  public void choke(int peer) {
    Connection remote = to(peer).remote();
    tell(
        to(peer),
        HEADER,
        () -> {
          remote.choked = true;
          if (!remote.isFast()) {
            remote.unanswered.clear();
          }
        },
        Swarm::choked);
  }

  @Override
  public void unchoke(int peer) {
    if (behaviour == Behaviour.FREE_RIDER) {
      return;
    }
    Connection remote = to(peer).remote();
    tell(to(peer), HEADER, () -> remote.choked = false, Swarm::unchoked);
  }

  @Override
  public void interested(int peer) {
    tell(peer, Swarm::interested);
  }

  @Override
  public void notInterested(int peer) {
    tell(peer, Swarm::notInterested);
  }

  @Override
  public void keepAlive(int peer) {
    tell(peer, Swarm::alive);
  }

  @Override
  public void drop(int peer, DropReason reason) {
    drops.merge(reason, 1, Integer::sum);
    world.dropped(this, to(peer).remote().node(), reason);
    close(to(peer));
  }

  @Override
  public void complete() {
    completedAt = now();
    world.completed(this);
  }
}
