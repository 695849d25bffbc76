package io.minibit.cli;

import picocli.CommandLine.Option;

/** Which running node a command talks to. */
final class BridgeOption {
  @Option(
      names = "--bridge",
      paramLabel = "HOST:PORT",
      description = "The node's api door; default: 127.0.0.1:7000.")
  private String bridge = "127.0.0.1:7000";

  /** Connects to it. */
  BridgeConnection open() {
    return BridgeConnection.open(HostPort.parse(bridge), System.getenv());
  }
}
