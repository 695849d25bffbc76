package io.minibit.bench;

import io.minibit.metainfo.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Digests of a block that lies in a direct buffer: copied to an array first, as the store does, or
 * handed over as it is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DigestBench {
  private static final int BLOCK = 16 * 1024;

  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
  private final byte[] copy = new byte[BLOCK];
  private final MessageDigest sha1 = Digests.sha1();
  private final MessageDigest sha256 = Digests.sha256();

  static void start() throws IOException, RunnerException {
    InnerPart.run("digest", DigestBench.class);
  }

  private byte[] copied(MessageDigest digest) {
    block.clear().get(copy);
    return digest.digest(copy);
  }

  private byte[] direct(MessageDigest digest) {
    digest.update(block.clear());
    return digest.digest();
  }

  /** The v1 way, through an array. */
  @Benchmark
  public byte[] sha1OfACopy() {
    return copied(sha1);
  }

  /** The v1 way, from the buffer. */
  @Benchmark
  public byte[] sha1OfTheBuffer() {
    return direct(sha1);
  }

  /** The v2 way, through an array. */
  @Benchmark
  public byte[] sha256OfACopy() {
    return copied(sha256);
  }

  /** The v2 way, from the buffer. */
  @Benchmark
  public byte[] sha256OfTheBuffer() {
    return direct(sha256);
  }

  /** Both, as for a hybrid, of one copy. */
  @Benchmark
  public int bothOfACopy() {
    block.clear().get(copy);
    return sha1.digest(copy).length + sha256.digest(copy).length;
  }
}
