package io.minibit.cli;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
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
    try (var node = LocalNode.start(console, () -> launcher.startNode(config, clustered, output))) {
      if (config.isEmpty()) {
        printNextSteps();
      }
      if (node.wantsMenu(console.terminal().in())) {
        node.await(openMenu(node));
      }
      node.awaitEnd();
    }
  }

  private Future<String> openMenu(LocalNode node) {
    var menu = new MenuVerticle(console, System.in, node::end);
    var options = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    return node.vertx().deployVerticle(menu, options);
  }

  private void printNextSteps() {
    String jar = System.getProperty("java.class.path");
    boolean runByJar = jar.endsWith(".jar") && !jar.contains(System.getProperty("path.separator"));
    String minibit = runByJar ? "java -jar " + jar : "minibit";
    console.line("Share a file from another terminal: " + minibit + " share FILE");
    console.line("Fetch it from yet another one:      " + minibit + " get NAME");
    console.line("Stop: Ctrl-C");
  }
}
