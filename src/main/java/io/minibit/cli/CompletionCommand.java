package io.minibit.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code completion}: what makes a shell complete the words of the command line. */
final class CompletionCommand implements Command {
  private final Console console;
  private CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    spec =
        new CommandWords("completion", this)
            .description(
                "Prints a script for bash and zsh that completes commands, options, addresses and "
                    + "requests. It completes for a command called minibit, such as an alias or a start "
                    + "script.")
            .examples("  minibit completion > ~/.local/share/bash-completion/completions/minibit")
            .spec();
    return spec;
  }

  @Override
  public Integer call() {
    CommandLine whole = spec.root().commandLine();
    console.help(AutoComplete.bash(whole.getCommandName(), whole));
    return ExitCode.DONE;
  }
}
