package io.minibit;

import io.minibit.cli.CliFailure;
import io.minibit.cli.MinibitCli;
import io.minibit.cli.NodeLauncher;
import io.minibit.cli.RunningNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;

/** Where the process begins: hands the command line what starts a node. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    System.exit(MinibitCli.run(args, new Launcher()));
  }

  private static final class Launcher implements NodeLauncher {
    @Override
    public Future<RunningNode> startNode(Optional<Path> config, boolean clustered, Output output) {
      return Future.failedFuture(new CliFailure("this build has no node"));
    }

    @Override
    public Future<RunningNode> startPeer(JsonObject peer, Output output) {
      return Future.failedFuture(new CliFailure("this build has no node"));
    }
  }
}
