package io.minibit.cli;

/** What the process answers to the shell; the numbers are fixed, scripts rely on them. */
final class ExitCode {
  /** What was asked is done. */
  static final int DONE = 0;

  /** It failed; one line on standard error says why. */
  static final int FAILED = 1;

  /** The command line itself is wrong. */
  static final int USAGE = 2;

  /** Stopped by Ctrl-C, as shells count it: 128 and the number of SIGINT. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
