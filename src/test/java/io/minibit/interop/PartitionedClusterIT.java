package io.minibit.interop;

import io.minibit.PartitionProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of trackers that is divided and heals, in a network of its own. */
class PartitionedClusterIT {
  private static final int PATIENCE_SECONDS = 400;

  private static final String NETWORK =
      """
      set -e
      ip link set lo up
      ip link add bridge type bridge
      ip addr add 10.99.0.4/24 dev bridge
      ip link set bridge up
      holders=
      for i in 1 2 3; do
        unshare -n sleep 600 & holder=$!
        holders="$holders $holder"
        own=$(readlink /proc/self/ns/net)
        while [ "$(readlink /proc/$holder/ns/net)" = "$own" ]; do sleep 0.1; done
        ip link add v$i type veth peer name eth0 netns $holder
        ip link set v$i master bridge up
        nsenter -t $holder -n ip link set lo up
        nsenter -t $holder -n ip addr add 10.99.0.$i/24 dev eth0
        nsenter -t $holder -n ip link set eth0 up
      done
      trap 'kill $holders' EXIT
      """;

  @TempDir private Path temp;

  @Test
  void bothHalvesGoOnAndKnowAllWhenTheyMeetAgain() throws Exception {
    Program.need("unshare", "nsenter", "ip", "bash");
    Program.needNetworkNamespaces();
    String probe =
        "'%s' -Dminibit.jar='%s' -cp '%s' %s '%s' $holders"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("minibit.jar"),
                System.getProperty("java.class.path"),
                PartitionProbe.class.getName(),
                temp);
    Path output = temp.resolve("output.txt");
    Process process =
        new ProcessBuilder("unshare", "-n", "bash", "-c", NETWORK + probe)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String said = Files.readString(output);
      Assertions.assertThat(ended).as(said).isTrue();
      Assertions.assertThat(process.exitValue()).as(said).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
