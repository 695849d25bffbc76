package io.minibit.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line as a whole: finds the command that the words name, runs it, and turns however it
 * ends into an exit code and at most one line on standard error.
 */
public final class MinibitCli {
  private final Console console;
  private final NodeLauncher launcher;
  private final Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();

  MinibitCli(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  /**
   * Runs one command on the streams of this process.
   *
   * @param args the words of the command line
   * @param launcher what starts a node for those commands that need one
   * @return the exit code
   */
  public static int run(String[] args, NodeLauncher launcher) {
    return new MinibitCli(Console.ofProcess(System.getenv()), launcher).run(args);
  }

  /** Runs one command; where help was asked for, the parser writes it. */
  int run(String... args) {
    var help = new StringWriter();
    int exitCode = parser(args).setOut(new PrintWriter(help)).execute(args);
    console.help(help.toString());
    return exitCode;
  }

  /**
   * Only the command that is asked for is built, since building all of them by reflection would
   * take a good part of the time that a small command needs.
   */
  private CommandLine parser(String... args) {
    var root = new CommandLine(new MinibitCommand(console, launcher));
    boolean named = args.length > 0 && commands.containsKey(args[0]);
    commands.forEach(
        (name, command) -> {
          if (!named || name.equals(args[0])) {
            root.addSubcommand(name, command.get());
          }
        });
    return root.setExpandAtFiles(false)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(console.helpShowsColours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler((failure, words) -> usageFailure(failure))
        .setExecutionExceptionHandler((failure, line, result) -> failure(failure, line))
        .setExecutionStrategy(this::execute);
  }

  private int execute(ParseResult result) {
    MinibitCommand root = (MinibitCommand) result.commandSpec().userObject();
    if (result.hasSubcommand() && root.hasNodeOptions()) {
      throw new ParameterException(
          result.subcommand().commandSpec().commandLine(),
          "-conf and -cluster do not go with a command");
    }
    return new CommandLine.RunLast().execute(result);
  }

  private int usageFailure(ParameterException failure) {
    var message = new StringBuilder(failure.getMessage());
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      message.append(", did you mean ").append(unmatched.getSuggestions().get(0)).append('?');
    }
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    console.error(message + " (see " + command + " --help)");
    return ExitCode.USAGE;
  }

  private int failure(Exception failure, CommandLine command) {
    if (failure instanceof CliFailure known) {
      boolean usage = known.exitCode() == ExitCode.USAGE;
      String help = command.getCommandSpec().qualifiedName() + " --help";
      console.error(known.getMessage() + (usage ? " (see " + help + ")" : ""));
      return known.exitCode();
    }
    LoggerFactory.getLogger(MinibitCli.class).error("This is a bug in minibit", failure);
    console.error("internal error: " + failure);
    return ExitCode.FAILED;
  }
}
