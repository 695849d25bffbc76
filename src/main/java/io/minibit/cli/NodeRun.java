package io.minibit.cli;

import java.nio.file.Path;
import java.util.Optional;

/** Runs a node in the foreground: prints its doors, offers the menu, and waits for the end. */
final class NodeRun {
  private final Console console;
  private final NodeLauncher launcher;

  NodeRun(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  /** Comes back when a person leaves the menu; a signal ends the process instead. */
  void run(Optional<Path> config, boolean clustered) {
    var output = new ConsoleOutput(console);
    try (var node = LocalNode.await(console, launcher.startNode(config, clustered, output))) {
      node.awaitEnd();
    }
  }
}
