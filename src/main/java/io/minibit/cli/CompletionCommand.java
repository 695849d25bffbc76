package io.minibit.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: what makes a shell complete the words of the command line. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Prints a script for bash and zsh that completes commands, options, addresses and requests. "
          + "It completes for a command called minibit, such as an alias or a start script.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = "  minibit completion > ~/.local/share/bash-completion/completions/minibit")
final class CompletionCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandLine whole = spec.root().commandLine();
    console.help(AutoComplete.bash(whole.getCommandName(), whole));
    return ExitCode.DONE;
  }
}
