package io.minibit.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** One command of the command line: told its words, it runs once and gives its exit code. */
interface Command extends Callable<Integer> {
  /** What it is called, which words it takes, and its help. */
  CommandSpec spec();
}
