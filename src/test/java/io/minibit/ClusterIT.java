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
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trackers as processes of one cluster: what one is told all know, and any of them can die. */
class ClusterIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int ANSWER_MILLIS = 5000;
  private static final InetAddress HOST = InetAddress.getLoopbackAddress();
  private static final InfoHash HASH = InfoHash.of(new byte[20]);

  @TempDir private Path folder;
  private final List<Integer> members = new ArrayList<>();
  private final List<JarProcess> processes = new ArrayList<>();
  private DatagramSocket socket;

  @BeforeEach
  void open() throws Exception {
    socket = new DatagramSocket(0, HOST);
    socket.setSoTimeout(ANSWER_MILLIS);
    for (int i = 0; i < 4; i++) {
      try (ServerSocket free = new ServerSocket(0, 1, HOST)) {
        members.add(free.getLocalPort());
      }
    }
  }

  @AfterEach
  void close() {
    socket.close();
    processes.forEach(JarProcess::close);
  }

  private JarProcess start(int number) throws IOException {
    String hosts =
        String.join(",", members.stream().map(port -> "\"127.0.0.1:" + port + "\"").toList());
    Path conf =
        Files.writeString(
            folder.resolve("tracker-" + number + ".json"),
            """
            {"node": {"name": "t%d"},
             "cluster": {"name": "test-%d", "port": %d, "hosts": [%s]},
             "tracker": {"host": "127.0.0.1", "port": 0, "peerTimeout": 600}}
            """
                .formatted(number, members.get(0), members.get(number), hosts));
    JarProcess process =
        JarProcess.run(folder, Map.of(), List.of(), "-conf", conf.toString(), "-cluster");
    processes.add(process);
    return process;
  }

  private byte[] ask(int port, byte[] question) throws IOException {
    socket.send(new DatagramPacket(question, question.length, HOST, port));
    DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
    do {
      socket.receive(answer);
    } while (answer.getPort() != port);
    return Arrays.copyOf(answer.getData(), answer.getLength());
  }

  private String ask(int port, String question) throws IOException {
    return new String(ask(port, question.getBytes(UTF_8)), UTF_8);
  }

  private void tell(int port, String message) throws IOException {
    byte[] bytes = message.getBytes(UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, HOST, port));
  }

  private long connect(int port) throws Exception {
    byte[] answer = ask(port, new UdpTrackerRequest.Connect(1).toBytes());
    return ByteBuffer.wrap(answer).getLong(8);
  }

  private List<PeerAddress> announce(int port, long id, int peerPort) throws Exception {
    Announce announce =
        new Announce(
            HASH,
            PeerId.of(new byte[20]),
            new Announce.Progress(0, 0, 1),
            AnnounceEvent.NONE,
            0,
            -1,
            peerPort);
    byte[] answer = ask(port, new UdpTrackerRequest.AnnounceRequest(id, 2, announce, "").toBytes());
    UdpTrackerAnswer parsed = UdpTrackerAnswer.parse(answer, false);
    assertThat(parsed).isInstanceOf(UdpTrackerAnswer.Announced.class);
    return ((UdpTrackerAnswer.Announced) parsed).answer().peers();
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!answered(condition)) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError(what);
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

  private static PeerAddress peer(int port) {
    return new PeerAddress(HOST, port);
  }

  @Test
  void anyOfThreeCanDieAndAFourthKnowsAll() throws Exception {
    List<JarProcess> started = List.of(start(0), start(1), start(2));
    int a = started.get(0).awaitPort("tracker-udp");
    int b = started.get(1).awaitPort("tracker-udp");
    int c = started.get(2).awaitPort("tracker-udp");
    String request = "{\"action\":\"REQUEST\",\"filename\":\"f\"}";
    tell(a, "{\"action\":\"REGISTER\",\"filename\":\"f\",\"port\":7001}");
    await("names at b", () -> ask(b, request).equals("[[\"127.0.0.1\",7001]]"));
    await("names at c", () -> ask(c, request).equals("[[\"127.0.0.1\",7001]]"));

    long[] id = {connect(a)};
    announce(a, id[0], 8001);
    // The id of one is good at all, and the peers of one are told of by all.
    await("peers at b", () -> announce(b, id[0], 8002).contains(peer(8001)));
    await("peers at c", () -> announce(c, id[0], 8003).contains(peer(8002)));

    // One dies while a client announces in turns; the client needs one other tracker, once.
    int retries = 0;
    for (int i = 0; i < 30; i++) {
      if (i == 20) {
        started.get(0).kill();
      }
      int port = i % 3 == 0 ? a : i % 3 == 1 ? b : c;
      try {
        announce(port, id[0], 9000 + i);
      } catch (SocketTimeoutException dead) {
        assertThat(port).isEqualTo(a);
        announce(b, id[0], 9000 + i);
        retries++;
      }
    }
    assertThat(retries).isEqualTo(3);
    tell(b, "{\"action\":\"HEARTBEAT\",\"port\":7001}");
    assertThat(ask(c, request)).isEqualTo("[[\"127.0.0.1\",7001]]");

    int d = start(3).awaitPort("tracker-udp");
    assertThat(ask(d, request)).as("before anybody told it").isEqualTo("[[\"127.0.0.1\",7001]]");
    id[0] = connect(b);
    assertThat(announce(d, id[0], 8004))
        // What the first was told in its last moment, and had not told on, went with it.
        .contains(peer(8001), peer(8002), peer(8003), peer(9001), peer(9029));
    tell(d, "{\"action\":\"EXIT\",\"port\":7001}");
    await("forgotten at b", () -> ask(b, request).equals("[]"));
  }
}
