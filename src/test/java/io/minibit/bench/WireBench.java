package io.minibit.bench;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.wire.Capabilities;
import io.minibit.wire.EncryptionHandler;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.minibit.wire.Limits;
import io.minibit.wire.MessageDecoder;
import io.minibit.wire.MessageEncoder;
import io.minibit.wire.PeerMessage;
import io.minibit.wire.TorrentKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;

/** The peer wire codec, without sockets: time for a read, or a write, of so many messages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WireBench {
  private static final int BLOCK = 16 * 1024;
  private static final int BLOCKS = 16;
  private static final int REQUESTS = 100;

  private final byte[] block = new byte[BLOCK];
  private final EmbeddedChannel decoder = new EmbeddedChannel(new MessageDecoder(new Limits()));
  private final EmbeddedChannel encoder = new EmbeddedChannel(new MessageEncoder());
  private final ByteBuf payload = Unpooled.directBuffer().writeZero(BLOCK);
  private EmbeddedChannel encrypted;
  private Cipher platform;
  private ByteBuf blocks;
  private ByteBuf requests;

  static void start() throws IOException, RunnerException {
    InnerPart.run("wire", WireBench.class);
  }

  /** Makes the reads, and shakes hands. */
  @Setup
  public void open() throws GeneralSecurityException {
    for (int i = 0; i < BLOCKS; i++) {
      write(new PeerMessage.Block(i, 0, payload.retainedDuplicate()));
    }
    blocks = flushed();
    for (int i = 0; i < REQUESTS; i++) {
      write(new PeerMessage.Request(i, 0, BLOCK));
    }
    requests = flushed();
    encrypted = encryptedChannel();
    platform = Cipher.getInstance("ARCFOUR");
    platform.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[20], "ARCFOUR"));
  }

  private static EmbeddedChannel encryptedChannel() {
    InfoHash infoHash = InfoHash.of(new byte[InfoHash.V1_LENGTH]);
    TorrentKeys keys = new TorrentKeys();
    keys.add(infoHash);
    Handshake first = new Handshake(Capabilities.OURS, infoHash, PeerId.ours(new byte[12]));
    EmbeddedChannel a =
        new EmbeddedChannel(
            EncryptionHandler.dialling(first, EncryptionPolicy.REQUIRED, new SplittableRandom(1)));
    EmbeddedChannel b =
        new EmbeddedChannel(
            EncryptionHandler.listening(keys, EncryptionPolicy.REQUIRED, new SplittableRandom(2)));
    carry(a, b);
    carry(b, a);
    carry(a, b);
    carry(b, a);
    b.finishAndReleaseAll();
    return a;
  }

  private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
    for (ByteBuf sent = from.readOutbound(); sent != null; sent = from.readOutbound()) {
      to.writeInbound(sent);
    }
  }

  /** Lets go of all. */
  @TearDown
  public void close() {
    blocks.release();
    requests.release();
    payload.release();
    decoder.finishAndReleaseAll();
    encoder.finishAndReleaseAll();
    encrypted.finishAndReleaseAll();
  }

  private void write(PeerMessage message) {
    var unused = encoder.write(message);
  }

  private ByteBuf flushed() {
    encoder.flush();
    ByteBuf all = Unpooled.directBuffer();
    for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    return all;
  }

  private void decode(ByteBuf read) {
    decoder.writeInbound(read.retainedDuplicate());
    release(decoder.inboundMessages());
  }

  private static void release(java.util.Queue<Object> messages) {
    for (Object message = messages.poll(); message != null; message = messages.poll()) {
      if (message instanceof PeerMessage.Block part) {
        part.block().release();
      } else {
        ReferenceCountUtil.release(message);
      }
    }
  }

  /** 256 KiB in one read. */
  @Benchmark
  public void decode16BlocksInOneRead() {
    decode(blocks);
  }

  /** The same as an epoll loop with small buffers would hand it over. */
  @Benchmark
  public void decode16BlocksInReadsOf2000Bytes() {
    int end = blocks.writerIndex();
    for (int from = 0; from < end; from += 2000) {
      decoder.writeInbound(blocks.retainedSlice(from, Math.min(2000, end - from)));
    }
    release(decoder.inboundMessages());
  }

  /** A full pipeline in one read. */
  @Benchmark
  public void decode100RequestsInOneRead() {
    decode(requests);
  }

  /** A full pipeline in one flush. */
  @Benchmark
  public void encode100Requests() {
    for (int i = 0; i < REQUESTS; i++) {
      write(new PeerMessage.Request(i, 0, BLOCK));
    }
    encoder.flush();
    release(encoder.outboundMessages());
  }

  /** 256 KiB by reference. */
  @Benchmark
  public void encode16Blocks() {
    for (int i = 0; i < BLOCKS; i++) {
      write(new PeerMessage.Block(i, 0, payload.retainedDuplicate()));
    }
    encoder.flush();
    release(encoder.outboundMessages());
  }

  /** One block to another buffer. */
  @Benchmark
  public void encryptABlock() {
    encrypted.writeOutbound(payload.retainedDuplicate());
    release(encrypted.outboundMessages());
  }

  /** The platform's cipher, from array to array. */
  @Benchmark
  public byte[] encryptABlockByThePlatform() {
    return platform.update(block);
  }
}
