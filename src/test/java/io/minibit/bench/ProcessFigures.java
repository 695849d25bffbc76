package io.minibit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux knows of a process that runs. */
final class ProcessFigures {
  /** Of all Linux systems that one meets; {@code getconf CLK_TCK} says it. */
  private static final double TICKS_A_SECOND = 100;

  private ProcessFigures() {}

  /** Seconds of processor time so far, its own and the kernel's for it. */
  static double cpuSeconds(long pid) throws IOException {
    return seconds(Long.toString(pid), 11);
  }

  /** The same of several. */
  static double cpuSeconds(Stream<ProcessHandle> processes) throws IOException {
    double sum = 0;
    for (ProcessHandle process : processes.toList()) {
      sum += cpuSeconds(process.pid());
    }
    return sum;
  }

  /** The same of all processes that this one started and that have ended. */
  static double endedCpuSeconds() throws IOException {
    return seconds("self", 13);
  }

  private static double seconds(String process, int field) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS_A_SECOND;
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
