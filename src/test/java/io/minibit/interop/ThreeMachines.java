package io.minibit.interop;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Three machines on one network, made of network namespaces, and a fourth on which they are made.
 */
final class ThreeMachines {
  /**
   * For bash in a network namespace of its own: the three are 10.99.0.1 and so on, the script
   * itself is at 10.99.0.4, and {@code $holders} are the ids of a process in each of the three.
   */
  private static final String SCRIPT =
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

  private ThreeMachines() {}

  /** Runs that and what follows to its end, which must be exit code 0. */
  static String run(Path folder, String script) throws IOException, InterruptedException {
    return Program.run(folder, command(script));
  }

  /** What runs that and what follows; when it is killed, no process is left. */
  static String[] command(String script) {
    return new String[] {
      "unshare",
      "--net",
      "--pid",
      "--fork",
      "--kill-child",
      "--mount-proc",
      "bash",
      "-c",
      SCRIPT + script
    };
  }
}
