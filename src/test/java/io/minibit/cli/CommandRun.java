package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A command that runs until it is interrupted, on a thread of its own. */
final class CommandRun {
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private volatile int exitCode = -1;

  CommandRun(CapturedConsole captured, NodeLauncher launcher, String... args) {
    thread =
        new Thread(
            () -> {
              exitCode = new MinibitCli(captured.console, launcher).run(args);
              ended.countDown();
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until the command has ended by itself. */
  int exitCode() throws InterruptedException {
    assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
    return exitCode;
  }

  boolean isRunning() {
    return thread.isAlive();
  }

  int interrupt() throws InterruptedException {
    thread.interrupt();
    return exitCode();
  }
}
