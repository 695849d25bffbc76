package io.minibit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hosts in network namespaces of their own, on one bridge, each behind a link of a set rate both
 * ways. Made from within a namespace that holds the bridge: nothing of it outlives its processes,
 * and no packet leaves.
 */
final class ShapedNetwork implements AutoCloseable {
  static final String HUB = "10.99.0.254";

  private final List<Process> holders = new ArrayList<>();

  /** A network of so many hosts, numbered from 0; the rate as tc takes it. */
  ShapedNetwork(int hosts, String rate) throws IOException, InterruptedException {
    ip("link set lo up");
    ip("link add br0 type bridge");
    ip("link set br0 up");
    ip("addr add " + HUB + "/24 dev br0");
    for (int host = 0; host < hosts; host++) {
      Process holder = new ProcessBuilder("unshare", "-n", "sleep", "3600").start();
      holders.add(holder);
      awaitOwnNamespace(holder);
      ip("link add v" + host + " type veth peer name eth0 netns " + holder.pid());
      ip("link set v" + host + " master br0 up");
      within(host, "ip link set lo up");
      within(host, "ip addr add " + address(host) + "/24 dev eth0");
      within(host, "ip link set eth0 up");
      String shape = " root tbf rate " + rate + " burst 64kb latency 50ms";
      Command.run(("tc qdisc add dev v" + host + shape).split(" ", -1));
      within(host, "tc qdisc add dev eth0" + shape);
    }
  }

  private static void awaitOwnNamespace(Process holder) throws IOException, InterruptedException {
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Path its = Path.of("/proc/" + holder.pid() + "/ns/net");
    while (Files.readSymbolicLink(its).equals(own)) {
      Thread.sleep(5);
    }
  }

  static String address(int host) {
    return "10.99.0." + (host + 1);
  }

  /** What runs a command on a host. */
  List<String> on(int host) {
    return List.of("nsenter", "-n", "-t", Long.toString(holders.get(host).pid()));
  }

  /** Bytes that a host has sent. */
  static long sent(int host) throws IOException {
    // Not from /sys, whose mount shows the devices of whoever mounted it.
    for (String line : Files.readAllLines(Path.of("/proc/self/net/dev"))) {
      String[] fields = line.trim().split("[:\\s]+", -1);
      if (fields[0].equals("v" + host)) {
        return Long.parseLong(fields[1]);
      }
    }
    throw new IOException("no link of host " + host);
  }

  private void within(int host, String command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(on(host));
    words.addAll(Arrays.asList(command.split(" ", -1)));
    Command.run(words.toArray(String[]::new));
  }

  private static void ip(String words) throws IOException, InterruptedException {
    Command.run(("ip " + words).split(" ", -1));
  }

  @Override
  public void close() {
    holders.forEach(Process::destroy);
  }
}
