package io.minibit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.UdpTrackerAnswer;
import io.minibit.tracker.protocol.UdpTrackerRequest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Asks trackers over UDP, in both of their protocols, from one socket. */
final class TrackerTalk implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int ANSWER_MILLIS = 5000;
  private static final InfoHash HASH = InfoHash.of(new byte[20]);

  private final InetAddress own;
  private final DatagramSocket socket;

  /** From that address. */
  TrackerTalk(InetAddress own) throws IOException {
    this.own = own;
    this.socket = new DatagramSocket(0, own);
    socket.setSoTimeout(ANSWER_MILLIS);
  }

  /** Where a peer of this address is. */
  PeerAddress peer(int port) {
    return new PeerAddress(own, port);
  }

  String ask(InetSocketAddress tracker, String question) throws IOException {
    return new String(ask(tracker, question.getBytes(UTF_8)), UTF_8);
  }

  void tell(InetSocketAddress tracker, String message) throws IOException {
    byte[] bytes = message.getBytes(UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, tracker));
  }

  long connect(InetSocketAddress tracker) throws IOException {
    return ByteBuffer.wrap(ask(tracker, new UdpTrackerRequest.Connect(1).toBytes())).getLong(8);
  }

  /** Announces to a tracker that must take the id, and answers the peers that it tells of. */
  List<PeerAddress> announce(InetSocketAddress tracker, long id, int port) throws Exception {
    UdpTrackerAnswer answer = tryAnnounce(tracker, id, port);
    assertThat(answer).isInstanceOf(UdpTrackerAnswer.Announced.class);
    return ((UdpTrackerAnswer.Announced) answer).answer().peers();
  }

  UdpTrackerAnswer tryAnnounce(InetSocketAddress tracker, long id, int port) throws Exception {
    Announce announce =
        new Announce(
            HASH,
            PeerId.of(new byte[20]),
            new Announce.Progress(0, 0, 1),
            AnnounceEvent.NONE,
            0,
            -1,
            port);
    byte[] question = new UdpTrackerRequest.AnnounceRequest(id, 2, announce, "").toBytes();
    return UdpTrackerAnswer.parse(ask(tracker, question), false);
  }

  /** Asks until it is so; silence means not yet. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!answered(condition)) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("never: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static boolean answered(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (SocketTimeoutException silence) {
      return false;
    }
  }

  private byte[] ask(InetSocketAddress tracker, byte[] question) throws IOException {
    socket.send(new DatagramPacket(question, question.length, tracker));
    DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
    do {
      socket.receive(answer);
    } while (!answer.getSocketAddress().equals(tracker));
    return Arrays.copyOf(answer.getData(), answer.getLength());
  }

  @Override
  public void close() {
    socket.close();
  }
}
