package io.minibit.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which running node a command talks to. */
final class BridgeOption {
  /** What the help of a command with these options tells of the node's token. */
  static final String TOKEN = "Where the node wants a token, it is taken from MINIBIT_API_TOKEN.";

  private String bridge = "127.0.0.1:7000";
  private boolean tls;
  private Path authorities;
  private Path certificate;
  private Path key;

  /** The words that name it. */
  CommandWords addTo(CommandWords command) {
    return command
        .option(
            List.of("--bridge"),
            "HOST:PORT",
            word -> bridge = word,
            "The node's api door; default: 127.0.0.1:7000.")
        .flag("--tls", yes -> tls = yes, "Speak TLS with it; what follows means that as well.")
        .option(
            Path.class,
            List.of("--authorities"),
            "FILE",
            file -> authorities = file,
            "Certificates in PEM that the node's must be signed by.")
        .option(
            Path.class,
            List.of("--certificate"),
            "FILE",
            file -> certificate = file,
            "Own certificate in PEM, where the node asks for one; needs --key.")
        .option(
            Path.class,
            List.of("--key"),
            "FILE",
            file -> key = file,
            "The private key of that, in PEM.");
  }

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
