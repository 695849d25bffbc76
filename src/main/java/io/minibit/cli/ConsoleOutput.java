package io.minibit.cli;

/** A starting node's words on the console: doors with the answer, the rest on standard error. */
record ConsoleOutput(Console console) implements NodeLauncher.Output {
  @Override
  public void listening(String line) {
    console.line(line);
  }

  @Override
  public void notice(String line) {
    console.note(line);
  }
}
