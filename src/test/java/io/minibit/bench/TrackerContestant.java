package io.minibit.bench;

import io.vertx.core.json.JsonObject;

/** A tracker in its turns: how fast it answers, and what processor time that takes it. */
final class TrackerContestant {
  /** One round of load. */
  interface Round {
    LoadProgram.Result run(int port) throws Exception;
  }

  private final String name;
  private final int port;
  private final long pid;
  private final Rounds rates = new Rounds();
  private final Rounds perCpuSecond = new Rounds();
  private final Rounds cpu = new Rounds();
  private final Rounds loadCpu = new Rounds();

  TrackerContestant(String name, int port, long pid) {
    this.name = name;
    this.port = port;
    this.pid = pid;
  }

  int port() {
    return port;
  }

  /** The same tracker, to be measured afresh. */
  TrackerContestant anew() {
    return new TrackerContestant(name, port, pid);
  }

  void round(Round round) throws Exception {
    double before = ProcessFigures.cpuSeconds(pid);
    LoadProgram.Result result = round.run(port);
    double used = ProcessFigures.cpuSeconds(pid) - before;
    rates.add(result.of("rate"));
    perCpuSecond.add(result.of("answered") / used);
    cpu.add(100 * used / result.of("seconds"));
    loadCpu.add(100 * result.of("cpu"));
  }

  double rate() {
    return rates.median();
  }

  /** Answers for each second of the tracker's processor time. */
  double perCpuSecond() {
    return perCpuSecond.median();
  }

  static void head(String what) {
    System.out.printf(
        "%n| | %s/s (median, min to max) | for each CPU second | tracker's core | load's core |%n",
        what);
    System.out.println("| --- | --- | --- | --- | --- |");
  }

  void row() {
    System.out.printf(
        "| %s | %.0f (%.0f to %.0f) | %.0f | %.0f %% | %.0f %% |%n",
        name,
        rates.median(),
        rates.min(),
        rates.max(),
        perCpuSecond.median(),
        cpu.median(),
        loadCpu.median());
  }

  JsonObject json() {
    return new JsonObject()
        .put("rates", rates.all())
        .put("answersPerCpuSecond", perCpuSecond.all())
        .put("trackerCorePercent", cpu.all())
        .put("loadCorePercent", loadCpu.all());
  }
}
