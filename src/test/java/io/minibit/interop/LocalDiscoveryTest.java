package io.minibit.interop;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local discovery among processes on a network of their own, ours and aria2's. */
class LocalDiscoveryTest {
  /** One interface with addresses of both families, on which multicast comes back to the sender. */
  static final String NETWORK =
      """
      set -e
      ip link set lo up
      ip link add v0 type veth peer name v1
      ip addr add 10.99.0.1/24 dev v0
      ip -6 addr add fd00::1/64 dev v0 nodad
      ip link set v0 up multicast on
      ip link set v1 up
      set +e
      awaited() { for i in $(seq 300); do "$@" && return; sleep 0.1; done; }
      """;

  @TempDir private Path temp;
  private TrackedTorrent torrent;

  @BeforeEach
  void network() throws Exception {
    Program.need("unshare", "ip", "bash");
    Program.needNetworkNamespaces();
    torrent = TrackedTorrent.make(temp, "http://127.0.0.1:1/announce");
  }

  @Test
  void twoOfUsFindEachOtherInBothFamiliesAndNotThemselves() throws Exception {
    inNetwork(
        probe("7001", "/10.99.0.1:7002", "/[fd00:0:0:0:0:0:0:1]:7002") + " > first.txt & first=$!",
        "awaited grep -q ready first.txt",
        probe("7002") + " > second.txt & second=$!",
        "wait $first; code=$?; kill $second; cat first.txt; exit $code");
  }

  @Test
  void weFindAria() throws Exception {
    Program.need("aria2c");
    inNetwork(
        probe("7001", "/10.99.0.1:7050") + " > first.txt & first=$!",
        "awaited grep -q ready first.txt",
        aria("seed", "-V --seed-ratio=0.0 --seed-time=2") + " > aria.txt & aria=$!",
        "wait $first; code=$?; kill $aria; cat first.txt aria.txt; exit $code");
  }

  @Test
  void ariaFindsUs() throws Exception {
    Program.need("aria2c", "ss");
    inNetwork(
        aria("leech", "--seed-time=0") + " > aria.txt & aria=$!",
        "awaited eval 'ss -uln | grep -q :6771'",
        probe("7002", "dialled") + " > second.txt & second=$!",
        "wait $second; code=$?; kill $aria; cat second.txt aria.txt; exit $code");
  }

  private void inNetwork(String... lines) throws Exception {
    String script = NETWORK + String.join("\n", lines);
    Program.run(temp, "unshare", "-n", "bash", "-c", script);
  }

  private String probe(String port, String... awaited) {
    return "'%s' -cp '%s' %s %s %s %s"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"),
            LocalDiscoveryProbe.class.getName(),
            torrent.infoHash(),
            port,
            String.join(" ", List.of(awaited)));
  }

  private static String aria(String folder, String options) {
    return "aria2c --no-conf --enable-dht=false --enable-dht6=false --enable-peer-exchange=false"
        + " --bt-enable-lpd=true --bt-lpd-interface=v0 --file-allocation=none"
        + " --summary-interval=0 --listen-port=7050 -d "
        + folder
        + " "
        + options
        + " three.torrent";
  }
}
