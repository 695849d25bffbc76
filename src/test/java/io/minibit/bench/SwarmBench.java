package io.minibit.bench;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.TorrentFile;
import io.minibit.swarm.DropReason;
import io.minibit.swarm.PeerHello;
import io.minibit.swarm.Swarm;
import io.minibit.swarm.SwarmActions;
import io.minibit.swarm.SwarmLimits;
import io.minibit.swarm.SwarmSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Decisions about a torrent of 100,000 pieces with 50 peers that have half of them each: the time
 * for a block, from its arrival to the request that takes its place, and for a peer's word that it
 * has a piece. No sockets, no disk.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
@Fork(1)
public class SwarmBench {
  private static final int PIECES = 100_000;
  private static final int BLOCKS = 16;
  private static final int PEERS = 50;
  private static final int STEPS = 100_000;
  private static final PieceGeometry GEOMETRY =
      PieceGeometry.contiguous(
          List.of(TorrentFile.regular("f", (long) PIECES * BLOCKS * PieceGeometry.BLOCK_LENGTH)),
          BLOCKS * PieceGeometry.BLOCK_LENGTH);

  private record Request(int peer, int piece, int begin, int length) {}

  /** Does what the swarm wants done at once, or not at all. */
  private static final class Answers implements SwarmActions {
    final Queue<Request> requests = new ArrayDeque<>();
    int verify = -1;

    @Override
    public void request(int peer, int piece, int begin, int length) {
      requests.add(new Request(peer, piece, begin, length));
    }

    @Override
    public void verify(int piece) {
      verify = piece;
    }

    @Override
    public void drop(int peer, DropReason reason) {
      throw new IllegalStateException(peer + " was dropped: " + reason);
    }

    @Override
    public void cancel(int peer, int piece, int begin, int length) {}

    @Override
    public void upload(int peer, int piece, int begin, int length) {}

    @Override
    public void reject(int peer, int piece, int begin, int length) {}

    @Override
    public void have(int peer, int piece) {}

    @Override
    public void dontHave(int peer, int piece) {}

    @Override
    public void bitfield(int peer, byte[] bits) {}

    @Override
    public void haveAll(int peer) {}

    @Override
    public void haveNone(int peer) {}

    @Override
    public void allowedFast(int peer, int piece) {}

    @Override
    public void suggest(int peer, int piece) {}

    @Override
    public void choke(int peer) {}

    @Override
    public void unchoke(int peer) {}

    @Override
    public void interested(int peer) {}

    @Override
    public void notInterested(int peer) {}

    @Override
    public void keepAlive(int peer) {}

    @Override
    public void complete() {}
  }

  private Answers answers;
  private Swarm swarm;
  private long now;

  static void start() throws IOException, RunnerException {
    InnerPart.run("swarm", SwarmBench.class);
  }

  /** A new torrent, of which nothing is there. */
  @Setup(Level.Invocation)
  public void meet() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    answers = new Answers();
    now = 0;
    swarm =
        new Swarm(
            GEOMETRY,
            new byte[20],
            new byte[(PIECES + 7) / 8],
            SwarmSettings.defaults(),
            SwarmLimits.none(),
            random,
            answers,
            now);
    for (int i = 0; i < PEERS; i++) {
      byte[] bits = new byte[(PIECES + 7) / 8];
      random.nextBytes(bits);
      int peer = swarm.join(new PeerHello(new InetSocketAddress("10.0.0." + i, 6881), true), now);
      swarm.bitfield(peer, bits, now);
      swarm.unchoked(peer, now);
    }
  }

  /** The arrival of a block, its storing, and what is asked for in its place. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void takeABlock() {
    for (int i = 0; i < STEPS; i++) {
      Request next = answers.requests.remove();
      now += 10_000;
      if (i % 1_000 == 0) {
        swarm.tick(now);
      }
      swarm.block(next.peer, next.piece, next.begin, next.length, now);
      swarm.blockStored(next.piece, next.begin, next.length, now);
      if (answers.verify >= 0) {
        int piece = answers.verify;
        answers.verify = -1;
        swarm.pieceVerified(piece, new long[0], now);
      }
    }
  }

  /** A peer tells of a piece, and then that it has lost it. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void hearOfAPiece() {
    for (int i = 0; i < STEPS; i++) {
      int peer = i % PEERS;
      int piece = (int) (i * 48_271L % PIECES);
      swarm.have(peer, piece, now);
      swarm.dontHave(peer, piece, now);
    }
  }
}
