package io.minibit.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
  private static final Set<String> STARTING_PEERS = Set.of("share", "get", "seeders");

  private final Console console;
  private final NodeLauncher launcher;
  private final Map<String, Supplier<Command>> commands = new LinkedHashMap<>();

  MinibitCli(Console console, NodeLauncher launcher) {
    this.console = console;
    this.launcher = launcher;
    commands.put("share", () -> new ShareCommand(console, launcher));
    commands.put("get", () -> new GetCommand(console, launcher));
    commands.put("seeders", () -> new SeedersCommand(console, launcher));
    commands.put("create", () -> new CreateCommand(console, InstantSource.system()));
    commands.put("show", () -> new ShowCommand(console));
    commands.put("verify", () -> new VerifyCommand(console));
    commands.put("send", () -> new SendCommand(console));
    commands.put("watch", () -> new WatchCommand(console));
    commands.put("top", () -> new TopCommand(console));
    commands.put("completion", () -> new CompletionCommand(console));
  }

  /**
   * Runs one command on the streams of this process.
   *
   * @param args the words of the command line
   * @param launcher what starts a node for those commands that need one
   * @return the exit code
   */
  public static int run(String[] args, NodeLauncher launcher) {
    // No word of ours is a date or a database, whose readers the parser would get ready each time.
    System.getProperties().putIfAbsent("picocli.converters.excludes", "java\\.(time|sql)\\..*");
    Console console = Console.ofProcess(System.getenv());
    // Ctrl-C in the middle of a progress bar leaves the line to the shell's prompt.
    Runtime.getRuntime().addShutdownHook(new Thread(console::clearStatus, "minibit-clear-line"));
    return new MinibitCli(console, launcher).run(args);
  }

  /** Whether these words name a command that runs a peer of its own. */
  public static boolean startsPeer(String... args) {
    return args.length > 0 && STARTING_PEERS.contains(args[0]);
  }

  /** Runs one command; where help was asked for, the parser writes it. */
  int run(String... args) {
    var help = new StringWriter();
    int exitCode = parser(args).setOut(new PrintWriter(help)).execute(args);
    console.help(help.toString());
    return exitCode;
  }

  /**
   * Only the command that is asked for is built, since building all of them would take a good part
   * of the time that a small command needs.
   */
  private CommandLine parser(String... args) {
    var root = new CommandLine(new MinibitCommand(console, launcher).spec());
    // A completion script is made of all of them.
    boolean named =
        args.length > 0 && commands.containsKey(args[0]) && !args[0].equals("completion");
    commands.forEach(
        (name, command) -> {
          if (!named || name.equals(args[0])) {
            root.addSubcommand(name, command.get().spec());
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
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    console.error(complaint(failure) + " (see " + command + " --help)");
    return ExitCode.USAGE;
  }

  private static String complaint(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      // Picocli puts that word before some of its messages and not before others.
      return failure.getMessage().replaceFirst("^Error: ", "");
    }
    boolean hasCommand = failure.getCommandLine().getParent() != null;
    String first = unmatched.getUnmatched().get(0);
    if (hasCommand || first.startsWith("-")) {
      return failure.getMessage();
    }
    // Picocli finds something similar to any word; a slip of the finger spares the first letter.
    String hint =
        unmatched.getSuggestions().stream()
            .filter(command -> command.charAt(0) == first.charAt(0))
            .findFirst()
            .map(command -> "; did you mean " + command + "?")
            .orElse("");
    return first + ": no such command" + hint;
  }

  private int failure(Exception failure, CommandLine command) {
    if (failure instanceof CliFailure known) {
      boolean usage = known.exitCode() == ExitCode.USAGE;
      String help = command.getCommandSpec().qualifiedName() + " --help";
      console.error(known.getMessage() + (usage ? " (see " + help + ")" : ""));
      return known.exitCode();
    }
    if (failure instanceof PeerFailure answer) {
      console.error(answer.getMessage());
      return ExitCode.FAILED;
    }
    LoggerFactory.getLogger(MinibitCli.class).error("This is a bug in minibit", failure);
    console.error("internal error: " + failure);
    return ExitCode.FAILED;
  }
}
