package io.minibit.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which running node a command talks to. */
final class BridgeOption {
  @Option(
      names = "--bridge",
      paramLabel = "HOST:PORT",
      description = "The node's api door; default: 127.0.0.1:7000.")
  private String bridge = "127.0.0.1:7000";

  @Option(names = "--tls", description = "Speak TLS with it; what follows means that as well.")
  private boolean tls;

  @Option(
      names = "--authorities",
      paramLabel = "FILE",
      description = "Certificates in PEM that the node's must be signed by.")
  private Path authorities;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Own certificate in PEM, where the node asks for one; needs --key.")
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "The private key of that, in PEM.")
  private Path key;

  /** Connects to it. */
  BridgeConnection open() {
    if ((certificate == null) != (key == null)) {
      throw CliFailure.usage("--certificate and --key: one needs the other");
    }
    boolean secure = tls || authorities != null || certificate != null;
    return BridgeConnection.open(
        HostPort.parse(bridge),
        System.getenv(),
        secure ? Optional.of(new BridgeTls(authorities, certificate, key)) : Optional.empty());
  }
}
