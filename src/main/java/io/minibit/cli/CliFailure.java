package io.minibit.cli;

/**
 * A failure that the person at the keyboard can understand and mend. The message is one plain line
 * that says what failed, where, and what to do; the command line prints it after {@code minibit: }
 * and ends with {@link #exitCode()}. It carries no stack trace, for it is no bug.
 */
public final class CliFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /**
   * A failure that ends the command with {@link ExitCode#FAILED}.
   *
   * @param message one line without a full stop at its end
   */
  public CliFailure(String message) {
    this(ExitCode.FAILED, message);
  }

  private CliFailure(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /**
   * A mistake in the words of the command that the parser cannot see; ends with {@link
   * ExitCode#USAGE}.
   *
   * @param message one line without a full stop at its end
   */
  public static CliFailure usage(String message) {
    return new CliFailure(ExitCode.USAGE, message);
  }

  /** The thread that runs the command was told to stop; ends with {@link ExitCode#INTERRUPTED}. */
  static CliFailure interrupted() {
    return new CliFailure(ExitCode.INTERRUPTED, "interrupted");
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }
}
