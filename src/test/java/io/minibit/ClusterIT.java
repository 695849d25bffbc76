package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trackers as processes of one cluster: what one is told all know, and any of them can die. */
class ClusterIT {
  @TempDir private Path folder;
  private ClusterNodes nodes;
  private TrackerTalk talk;

  @BeforeEach
  void open() throws Exception {
    talk = new TrackerTalk(ClusterNodes.HOST);
    nodes = new ClusterNodes(folder, 4);
  }

  @AfterEach
  void close() {
    talk.close();
    nodes.close();
  }

  private JarProcess start(int number) throws IOException {
    return nodes.startTracker(number, new JsonObject());
  }

  @Test
  void anyOfThreeCanDieAndAFourthKnowsAll() throws Exception {
    List<JarProcess> started = List.of(start(0), start(1), start(2));
    InetSocketAddress a = ClusterNodes.door(started.get(0));
    InetSocketAddress b = ClusterNodes.door(started.get(1));
    InetSocketAddress c = ClusterNodes.door(started.get(2));
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

    InetSocketAddress d = ClusterNodes.door(start(3));
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
