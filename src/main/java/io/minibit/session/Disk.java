package io.minibit.session;

import io.minibit.api.ApiException;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs what touches the disk on workers, side by side, and turns what the disk refuses into words.
 *
 * @param executor the workers; stay their owner's
 */
public record Disk(WorkerExecutor executor) {

  /** Something that reads or writes. */
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Runs it.
   *
   * @param about what is read or written, for the message
   * @return completes on the caller's context; fails with {@link ApiException} where the disk
   *     refused
   */
  <T> Future<T> run(Path about, Work<T> work) {
    return executor.executeBlocking(
        () -> {
          try {
            return work.run();
          } catch (IOException e) {
            throw DiskFailure.of(e, about);
          }
        },
        false);
  }
}
