package io.minibit;

import io.minibit.cli.LogProvider;
import io.minibit.tracker.protocol.UdpTrackerAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Divides a cluster of three trackers and lets it heal, each in a network namespace of its own with
 * the address 10.99.0.1 and so on; this process, the client, is at 10.99.0.4.
 */
public final class PartitionProbe {
  private static final int TRACKERS = 3;
  private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(40);
  private static final String REQUEST = "{\"action\":\"REQUEST\",\"filename\":\"%s\"}";
  private static final String REGISTER =
      "{\"action\":\"REGISTER\",\"filename\":\"%s\",\"port\":7001}";

  private final Path folder;
  private final List<InetSocketAddress> doors = new ArrayList<>();

  /** Processes in the trackers' namespaces. */
  private final List<String> holders;

  private PartitionProbe(Path folder, List<String> holders) {
    this.folder = folder;
    this.holders = holders;
  }

  /**
   * Ends with 0 when all went as it should.
   *
   * @param args a folder to write to, and of each tracker a process in its namespace
   */
  public static void main(String[] args) throws Exception {
    LogProvider.use();
    int code = 1;
    List<JarProcess> trackers = new ArrayList<>();
    try (TrackerTalk talk = new TrackerTalk(InetAddress.getByName("10.99.0.4"))) {
      PartitionProbe probe =
          new PartitionProbe(Path.of(args[0]), List.of(args).subList(1, args.length));
      for (int i = 1; i <= TRACKERS; i++) {
        trackers.add(probe.start(i));
      }
      for (int i = 1; i <= TRACKERS; i++) {
        int port = trackers.get(i - 1).awaitPort("tracker-udp");
        probe.doors.add(new InetSocketAddress("10.99.0." + i, port));
      }
      probe.run(talk);
      code = 0;
    } catch (Exception | AssertionError failure) {
      failure.printStackTrace(System.out);
    } finally {
      trackers.forEach(JarProcess::close);
      trackers.forEach(tracker -> System.out.println(tracker.lines()));
      System.exit(code);
    }
  }

  private JarProcess start(int number) throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("tracker-" + number + ".json"),
            """
            {"node": {"name": "t%1$d"},
             "cluster": {"host": "10.99.0.%1$d", "hosts": ["10.99.0.1", "10.99.0.2", "10.99.0.3"]},
             "tracker": {"host": "10.99.0.%1$d", "port": 0, "peerTimeout": 600}}
            """
                .formatted(number));
    return JarProcess.run(
        within(number), folder, Map.of(), List.of(), "-conf", conf.toString(), "-cluster");
  }

  private void run(TrackerTalk talk) throws Exception {
    InetSocketAddress a = doors.get(0);
    InetSocketAddress c = doors.get(2);
    talk.tell(a, REGISTER.formatted("before"));
    awaitName(talk, c, "before");
    long id = talk.connect(a);
    talk.announce(a, id, 8001);

    route("add");
    // Each half goes on at once, with the ids that it knows.
    talk.announce(a, id, 8101);
    talk.announce(c, id, 8103);
    talk.tell(a, REGISTER.formatted("at a"));
    talk.tell(c, REGISTER.formatted("at c"));
    awaitName(talk, a, "at a");
    awaitName(talk, c, "at c");
    // Members that are silent for 15 s are taken for dead, and nothing tells a client when that
    // was.
    long start = System.nanoTime();
    while (System.nanoTime() - start < APART_NANOS) {
      announceOrConnectAgain(talk, a, id, 8101);
      announceOrConnectAgain(talk, c, id, 8103);
    }
    if (!talk.ask(a, REQUEST.formatted("at c")).equals("[]")) {
      throw new AssertionError("there was no partition");
    }

    route("del");
    awaitName(talk, a, "at c");
    awaitName(talk, c, "at a");
    awaitName(talk, doors.get(1), "at c");
    TrackerTalk.await(
        "an id of one that is good at all",
        () -> {
          long healed = talk.connect(c);
          for (InetSocketAddress door : doors) {
            if (!(talk.tryAnnounce(door, healed, 8201) instanceof UdpTrackerAnswer.Announced)) {
              return false;
            }
          }
          return true;
        });
    long healed = talk.connect(a);
    if (!talk.announce(a, healed, 8301).contains(talk.peer(8103))
        || !talk.announce(c, talk.connect(c), 8303).contains(talk.peer(8101))) {
      throw new AssertionError("peers of the other half are unknown");
    }
  }

  /** A client connects anew where its id is refused, once; after that it must be served. */
  private static void announceOrConnectAgain(
      TrackerTalk talk, InetSocketAddress door, long id, int port) throws Exception {
    if (!(talk.tryAnnounce(door, id, port) instanceof UdpTrackerAnswer.Announced)) {
      talk.announce(door, talk.connect(door), port);
    }
    Thread.sleep(100);
  }

  private static void awaitName(TrackerTalk talk, InetSocketAddress door, String name)
      throws Exception {
    TrackerTalk.await(
        name + " at " + door,
        () -> talk.ask(door, REQUEST.formatted(name)).equals("[[\"10.99.0.4\",7001]]"));
  }

  /** What the third tracker sends to the two others goes nowhere, or arrives again. */
  private void route(String verb) throws Exception {
    for (int other = 1; other < TRACKERS; other++) {
      List<String> command = new ArrayList<>(within(TRACKERS));
      command.addAll(List.of("ip", "route", verb, "blackhole", "10.99.0." + other + "/32"));
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IOException("ip route " + verb);
      }
    }
  }

  /** Runs something in the namespace of that tracker. */
  private List<String> within(int number) {
    return List.of("nsenter", "-t", holders.get(number - 1), "-n");
  }
}
