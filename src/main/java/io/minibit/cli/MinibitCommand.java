package io.minibit.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code minibit} does without a command: it runs a node until it is stopped. */
final class MinibitCommand implements Command {
  private Path config;
  private boolean clustered;

  private final Console console;
  private final NodeLauncher launcher;

  MinibitCommand(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        new CommandWords("minibit", this)
            .description(
                "",
                "Shares files between computers. Without a command it runs tracker and peer in one "
                    + "process on this computer, with a menu when you type at a terminal; with "
                    + "-conf it runs what FILE names. It runs until you press Ctrl-C.")
            .option(
                Path.class,
                List.of("-conf", "--conf"),
                "FILE",
                file -> config = file,
                "Run what this JSON configuration names.")
            .flag(
                List.of("-cluster", "--cluster"),
                yes -> clustered = yes,
                "Join the other nodes through the cluster manager; needs -conf.")
            .examples(
                "  minibit                          tracker, peer and menu on this computer",
                "  minibit -conf conf/tracker.json  a tracker alone",
                "  minibit share holiday.mp4        share a file",
                "  minibit get holiday.mp4          fetch it, elsewhere",
                "  minibit COMMAND --help           more on one command",
                "",
                "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.")
            .spec();
    spec.usageMessage()
        .synopsisHeading("Usage: ")
        .customSynopsis(
            "minibit [-conf FILE [-cluster]]",
            "       minibit COMMAND [ARGUMENT]...",
            "(minibit is written for: java -jar minibit.jar)")
        .commandListHeading("%nCommands:%n");
    return spec;
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
