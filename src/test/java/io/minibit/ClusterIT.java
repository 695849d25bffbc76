package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trackers as processes of one cluster: what one is told all know, and any of them can die. */
class ClusterIT {
  private static final InetAddress HOST = InetAddress.getLoopbackAddress();

  @TempDir private Path folder;
  private final List<Integer> members = new ArrayList<>();
  private final List<JarProcess> processes = new ArrayList<>();
  private TrackerTalk talk;

  @BeforeEach
  void open() throws Exception {
    talk = new TrackerTalk(HOST);
    for (int i = 0; i < 4; i++) {
      try (ServerSocket free = new ServerSocket(0, 1, HOST)) {
        members.add(free.getLocalPort());
      }
    }
  }

  @AfterEach
  void close() {
    talk.close();
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

  private static InetSocketAddress door(JarProcess tracker) throws InterruptedException {
    return new InetSocketAddress(HOST, tracker.awaitPort("tracker-udp"));
  }

  @Test
  void anyOfThreeCanDieAndAFourthKnowsAll() throws Exception {
    List<JarProcess> started = List.of(start(0), start(1), start(2));
    InetSocketAddress a = door(started.get(0));
    InetSocketAddress b = door(started.get(1));
    InetSocketAddress c = door(started.get(2));
    String request = "{\"action\":\"REQUEST\",\"filename\":\"f\"}";
    talk.tell(a, "{\"action\":\"REGISTER\",\"filename\":\"f\",\"port\":7001}");
    TrackerTalk.await("names at b", () -> talk.ask(b, request).equals("[[\"127.0.0.1\",7001]]"));
    TrackerTalk.await("names at c", () -> talk.ask(c, request).equals("[[\"127.0.0.1\",7001]]"));

    long[] id = {talk.connect(a)};
    talk.announce(a, id[0], 8001);
    // The id of one is good at all, and the peers of one are told of by all.
    TrackerTalk.await("peers at b", () -> talk.announce(b, id[0], 8002).contains(talk.peer(8001)));
    TrackerTalk.await("peers at c", () -> talk.announce(c, id[0], 8003).contains(talk.peer(8002)));

    // One dies while a client announces in turns; the client needs one other tracker, once.
    int retries = 0;
    for (int i = 0; i < 30; i++) {
      if (i == 20) {
        started.get(0).kill();
      }
      InetSocketAddress tracker = i % 3 == 0 ? a : i % 3 == 1 ? b : c;
      try {
        talk.announce(tracker, id[0], 9000 + i);
      } catch (SocketTimeoutException dead) {
        assertThat(tracker).isEqualTo(a);
        talk.announce(b, id[0], 9000 + i);
        retries++;
      }
    }
    assertThat(retries).isEqualTo(3);
    talk.tell(b, "{\"action\":\"HEARTBEAT\",\"port\":7001}");
    assertThat(talk.ask(c, request)).isEqualTo("[[\"127.0.0.1\",7001]]");

    InetSocketAddress d = door(start(3));
    assertThat(talk.ask(d, request))
        .as("before anybody told it")
        .isEqualTo("[[\"127.0.0.1\",7001]]");
    id[0] = talk.connect(b);
    assertThat(talk.announce(d, id[0], 8004))
        // What the first was told in its last moment, and had not told on, went with it.
        .contains(
            talk.peer(8001), talk.peer(8002), talk.peer(8003), talk.peer(9001), talk.peer(9029));
    talk.tell(d, "{\"action\":\"EXIT\",\"port\":7001}");
    TrackerTalk.await("forgotten at b", () -> talk.ask(b, request).equals("[]"));
  }
}
