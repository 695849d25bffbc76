package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();
  private boolean closed;

  private final Lane lane =
      new Lane(
          task -> {
            if (closed) {
              throw new RejectedExecutionException();
            }
            threads.add(task);
          },
          2);

  private void hand(int number) {
    lane.execute(() -> done.add(number));
  }

  @Test
  void takesNoMoreThreadsThanItIsWide() {
    for (int i = 0; i < 5; i++) {
      hand(i);
    }
    assertThat(threads).hasSize(2);
    while (!threads.isEmpty()) {
      threads.poll().run();
      assertThat(threads).hasSizeLessThanOrEqualTo(2);
    }
    assertThat(done).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void othersHaveTheirTurnBetweenTwoTasks() {
    for (int i = 0; i < 3; i++) {
      hand(i);
    }
    threads.add(() -> done.add(99));
    while (!threads.isEmpty()) {
      threads.poll().run();
    }
    assertThat(done).containsExactly(0, 1, 99, 2);
  }

  @Test
  void aTaskThatFailsKeepsNoPlace() {
    for (int i = 0; i < 3; i++) {
      lane.execute(
          () -> {
            throw new IllegalStateException("a bug");
          });
    }
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> threads.poll().run()).hasMessage("a bug");
    }
    hand(1);
    hand(2);
    assertThat(threads).hasSize(2);
  }

  @Test
  void atTheEndWhatWaitsIsDoneAndNothingMoreIsTaken() {
    for (int i = 0; i < 5; i++) {
      hand(i);
    }
    closed = true;
    threads.poll().run();
    threads.poll().run();
    assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThatThrownBy(() -> hand(5)).isInstanceOf(RejectedExecutionException.class);
  }
}
