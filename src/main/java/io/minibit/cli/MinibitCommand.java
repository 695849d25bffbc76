package io.minibit.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code minibit} does without a command: it runs a node until it is stopped. */
@Command(
    name = "minibit",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    synopsisHeading = "Usage: ",
    customSynopsis = {
      "minibit [-conf FILE [-cluster]]",
      "       minibit COMMAND [ARGUMENT]...",
      "(minibit is written for: java -jar minibit.jar)"
    },
    description = {
      "",
      "Shares files between computers. Without a command it runs tracker and peer in one process "
          + "on this computer, with a menu when you type at a terminal; with -conf it runs what "
          + "FILE names. It runs until you press Ctrl-C.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  minibit                          tracker, peer and menu on this computer",
      "  minibit -conf conf/tracker.json  a tracker alone",
      "  minibit share holiday.mp4        share a file",
      "  minibit get holiday.mp4          fetch it, elsewhere",
      "  minibit COMMAND --help           more on one command",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted."
    })
final class MinibitCommand implements Callable<Integer> {
  @Option(
      names = {"-conf", "--conf"},
      paramLabel = "FILE",
      description = "Run what this JSON configuration names.")
  private Path config;

  @Option(
      names = {"-cluster", "--cluster"},
      description = "Join the other nodes through the cluster manager; needs -conf.")
  private boolean clustered;

  private final Console console;
  private final NodeLauncher launcher;

  MinibitCommand(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  /** Whether an option was given that means something only without a command. */
  boolean hasNodeOptions() {
    return config != null || clustered;
  }

  @Override
  public Integer call() {
    if (clustered && config == null) {
      throw CliFailure.usage("-cluster needs -conf FILE");
    }
    new NodeRun(console, launcher).run(Optional.ofNullable(config), clustered);
    return ExitCode.DONE;
  }
}
