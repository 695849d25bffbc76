package io.minibit.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trackers on machines of their own that find each other without a list: what one is told, the
 * other answers.
 */
class ClusterDiscoveryIT {
  private static final String STORY =
      """
      set +e
      awaited() { for i in $(seq 450); do "$@" && return; sleep 0.1; done; exit 1; }
      answers() { # tracker, answer
        exec 3<>/dev/udp/10.99.0.$1/5000
        printf '{"action":"REQUEST","filename":"f"}' >&3
        timeout 1 head -c ${#2} <&3 | grep -qF "$2"
      }
      trap 'kill $holders $processes; cat one.txt two.txt' EXIT
      set -- $holders
      nsenter -t $1 -n "${minibit[@]}" one.json -cluster > one.txt 2>&1 & processes=$!
      awaited grep -q 'listening tracker-udp' one.txt
      printf '{"action":"REGISTER","filename":"f","port":7001}' > /dev/udp/10.99.0.1/5000
      awaited answers 1 '[["10.99.0.4",7001]]'
      nsenter -t $2 -n "${minibit[@]}" two.json -cluster > two.txt 2>&1 & processes="$processes $!"
      awaited grep -q 'listening tracker-udp' two.txt
      awaited answers 2 '[["10.99.0.4",7001]]'
      """;

  @TempDir private Path temp;

  @BeforeEach
  void needed() throws Exception {
    Program.need("unshare", "nsenter", "ip", "bash");
    Program.needNetworkNamespaces();
  }

  private void run(String discovery, String flags) throws Exception {
    config("one", "10.99.0.1", discovery);
    config("two", "10.99.0.2", discovery);
    String words =
        "minibit=('%s' %s -jar '%s' -conf)\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                flags,
                System.getProperty("minibit.jar"));
    ThreeMachines.run(temp, words + STORY);
  }

  private void config(String name, String host, String discovery) throws Exception {
    Files.writeString(
        temp.resolve(name + ".json"),
        """
        {"node": {"name": "%s"},
         "cluster": {"host": "%s", "port": 5801, %s},
         "tracker": {"host": "%s", "port": 5000, "peerTimeout": 600}}
        """
            .formatted(name, host, discovery, host));
  }

  @Test
  void byMulticast() throws Exception {
    run("\"discovery\": \"multicast\"", "");
  }

  /** As of a headless service: one name, with the addresses of all members. */
  @Test
  void byName() throws Exception {
    Path hosts =
        Files.writeString(
            temp.resolve("hosts"), "10.99.0.1 trackers.test\n10.99.0.2 trackers.test\n");
    run("\"discovery\": \"dns\", \"dnsName\": \"trackers.test\"", "-Djdk.net.hosts.file=" + hosts);
  }

  @Test
  void byAListOfHosts() throws Exception {
    run("\"discovery\": \"hosts\", \"hosts\": [\"10.99.0.1:5801\", \"10.99.0.2:5801\"]", "");
  }
}
