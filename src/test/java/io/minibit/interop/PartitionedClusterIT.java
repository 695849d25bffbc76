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
        new ProcessBuilder(ThreeMachines.command(probe))
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
