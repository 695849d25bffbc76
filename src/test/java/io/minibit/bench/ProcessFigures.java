package io.minibit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux knows of a process that runs. */
final class ProcessFigures {
  /** Of all Linux systems that one meets; {@code getconf CLK_TCK} says it. */
  private static final double TICKS_A_SECOND = 100;

  private ProcessFigures() {}

  /**
   * Processor time in seconds.
   *
   * @param user its own
   * @param system the kernel's for it
   */
  record Cpu(double user, double system) {
    double both() {
      return user + system;
    }

    Cpu plus(Cpu other) {
      return new Cpu(user + other.user, system + other.system);
    }

    Cpu minus(Cpu other) {
      return new Cpu(user - other.user, system - other.system);
    }
  }

  /** Processor time of a process so far. */
  static Cpu cpu(long pid) throws IOException {
    return cpu(Long.toString(pid), 11);
  }

  /** Seconds of processor time so far, its own and the kernel's for it. */
  static double cpuSeconds(long pid) throws IOException {
    return cpu(pid).both();
  }

  /** The same of all processes that this one started and that have ended. */
  static Cpu endedCpu() throws IOException {
    return cpu("self", 13);
  }

  private static Cpu cpu(String process, int field) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new Cpu(
        Long.parseLong(fields[field]) / TICKS_A_SECOND,
        Long.parseLong(fields[field + 1]) / TICKS_A_SECOND);
  }

  /** Resident memory in MiB. */
  static double residentMebibytes(long pid) throws IOException {
    return mebibytes(pid, "VmRSS:");
  }

  /** The most that was ever resident, in MiB. */
  static double peakMebibytes(long pid) throws IOException {
    return mebibytes(pid, "VmHWM:");
  }

  private static double mebibytes(long pid, String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no " + field + " of " + pid);
  }
}
