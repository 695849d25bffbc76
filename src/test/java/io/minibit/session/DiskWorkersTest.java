package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class DiskWorkersTest {
  @Test
  void anErrorComesBackAsAFailure(Vertx vertx) {
    Error outOfMemory = new OutOfMemoryError("as a test wants it");
    try (DiskWorkers workers = new DiskWorkers(1)) {
      Future<Void> failed =
          workers.call(
              vertx.getOrCreateContext(),
              () -> {
                throw outOfMemory;
              });
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(
              () -> failed.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
          .withCause(outOfMemory);
    }
  }
}
