package io.minibit.bench;

import io.minibit.tracker.protocol.UdpTrackerRequest;
import io.minibit.tracker.server.Admission;
import io.minibit.tracker.server.ConnectionIds;
import io.minibit.tracker.server.SwarmTable;
import io.minibit.tracker.server.UdpTrackerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;

/**
 * An announce of BEP 15 without a socket: from the datagram to the answer, among a million peers in
 * swarms of a hundred, by the batch as a socket brings them, and one by one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class TableBench {
  private static final int BATCH = 64;
  private static final int SOURCES = 1 << 16;
  private static final int TORRENTS_EACH = 16;
  private static final int TORRENTS = SOURCES * TORRENTS_EACH / 100;
  private static final int PEERS_WANTED = 50;
  private static final long PROTOCOL = 0x41727101980L;

  /** Seeds as well as leechers. */
  @Param({"0", "1000000"})
  public long left;

  private final SplittableRandom random = new SplittableRandom(1);
  private final SwarmTable table =
      new SwarmTable(2_700_000, new SwarmTable.Limits(TORRENTS, 2_000_000, 100_000), random);
  private final UdpTrackerServer server =
      new UdpTrackerServer(
          table, 1800, new ConnectionIds(false, random), new Admission(null), random);
  private final InetAddress[] sources = new InetAddress[SOURCES];
  private final long[] ids = new long[SOURCES];
  private final ByteBuffer answer = ByteBuffer.allocateDirect(UdpTrackerServer.MAX_ANSWER_BYTES);
  private final ByteBuffer[] requests = new ByteBuffer[BATCH];
  private final int[] askers = new int[BATCH];

  static void start() throws IOException, RunnerException {
    InnerPart.run("table", TableBench.class);
  }

  /** Fills the table. */
  @Setup
  public void fill() throws UnknownHostException {
    ByteBuffer connect = ByteBuffer.allocateDirect(16).putLong(PROTOCOL).putLong(0).flip();
    for (int i = 0; i < SOURCES; i++) {
      sources[i] = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
      server.receive(sources[i], connect, answer.clear(), 0);
      ids[i] = answer.getLong(8);
    }
    for (int i = 0; i < BATCH; i++) {
      requests[i] = ByteBuffer.allocateDirect(UdpTrackerRequest.ANNOUNCE_BYTES);
    }
    for (int i = 0; i < SOURCES * TORRENTS_EACH; i++) {
      ask(0, i % SOURCES, i % TORRENTS);
      server.receive(sources[i % SOURCES], requests[0], answer.clear(), 0);
    }
    if (table.size().peers() < SOURCES * TORRENTS_EACH / 2) {
      throw new IllegalStateException("only " + table.size());
    }
  }

  private void ask(int place, int source, int torrent) {
    askers[place] = source;
    requests[place]
        .clear()
        .putLong(ids[source])
        .putInt(UdpTrackerRequest.ANNOUNCE)
        .putInt(0)
        .putLong(torrent * 0x9e3779b97f4a7c15L)
        .putLong(torrent)
        .putInt(torrent)
        .put(new byte[20])
        .putLong(0)
        .putLong(left)
        .putLong(0)
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .putInt(PEERS_WANTED)
        .putShort((short) 6881)
        .flip();
  }

  private void askAll() {
    for (int i = 0; i < BATCH; i++) {
      int peer = random.nextInt(SOURCES * TORRENTS_EACH);
      ask(i, peer % SOURCES, peer % TORRENTS);
    }
  }

  private int answerAll() {
    int bytes = 0;
    for (int i = 0; i < BATCH; i++) {
      server.receive(sources[askers[i]], requests[i], answer.clear(), 0);
      bytes += answer.position();
    }
    return bytes;
  }

  /** All of a batch are looked at before the first is answered. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int byTheBatch() {
    askAll();
    for (int i = 0; i < BATCH; i++) {
      server.expect(sources[askers[i]], requests[i]);
    }
    server.expected();
    return answerAll();
  }

  /** Each when its turn comes. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int oneByOne() {
    askAll();
    return answerAll();
  }
}
