package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestPipelineTest {
  private static final int BLOCK = 16_384;
  private static final long MS = 1_000_000;

  private final RequestPipeline pipeline = new RequestPipeline(BLOCK, false, 0);

  private static long run(int block) {
    return BlockRun.of(0, block, 1);
  }

  /** A peer that sends a block each millisecond, 20 ms after it was asked. */
  private void steady(int blocks, long delay, long interval) {
    int sent = 0;
    int done = 0;
    for (long now = 0; done < blocks; now += interval) {
      while (pipeline.hasRoom()) {
        pipeline.sent(run(sent++), now);
      }
      pipeline.delivered(run(done++), BLOCK, now + delay);
      pipeline.update(now + delay);
    }
  }

  @Test
  void deepensUntilTheLineIsFull() {
    steady(100, 10 * MS, MS / 10);
    assertThat(pipeline.depth()).isGreaterThan(50);
  }

  @Test
  void settlesAtBandwidthTimesDelay() {
    int sent = 0;
    int done = 0;
    // 1 block in 10 ms: the delay is what stands before it in the queue.
    for (long now = 0; now < 5_000 * MS; now += 10 * MS) {
      if (sent > done) {
        pipeline.delivered(run(done++), BLOCK, now);
      }
      pipeline.update(now);
      while (pipeline.hasRoom()) {
        pipeline.sent(run(sent++), now);
      }
    }
    assertThat(pipeline.depth()).isBetween(10, 20);
  }

  @Test
  void fillsThePipelineOfAPeerThatAnswersInBatches() {
    pipeline.reqq(500);
    int sent = 0;
    int done = 0;
    // Whatever it was asked for, it sends at each half second: what comes after waits for the next.
    for (long now = 0; now < 20_000 * MS; now += 100 * MS) {
      int batch = now % (500 * MS) == 0 ? sent : done;
      while (done < batch) {
        pipeline.delivered(run(done++), BLOCK, now);
        while (pipeline.hasRoom()) {
          pipeline.sent(run(sent++), now);
        }
      }
      pipeline.update(now);
      while (pipeline.hasRoom()) {
        pipeline.sent(run(sent++), now);
      }
    }
    assertThat(pipeline.open()).isEqualTo(500);
  }

  @Test
  void neverExceedsWhatThePeerKeeps() {
    pipeline.reqq(3);
    for (int i = 0; i < 3; i++) {
      pipeline.sent(run(i), 0);
    }
    assertThat(pipeline.hasRoom()).isFalse();
    pipeline.cancel(0, 1);
    assertThat(pipeline.hasRoom()).as("a cancelled request still stands in its queue").isFalse();
    pipeline.answered(run(1));
    assertThat(pipeline.hasRoom()).isTrue();
  }

  @Test
  void remembersWhatWasCancelled() {
    pipeline.sent(run(0), 0);
    assertThat(pipeline.cancel(0, 0)).isEqualTo(run(0));
    assertThat(pipeline.cancel(0, 0)).isEqualTo(BlockRun.NONE);
    assertThat(pipeline.covers(0, 0)).isTrue();
    assertThat(pipeline.delivered(run(0), BLOCK, MS)).isEqualTo(RequestPipeline.CANCELLED);
    assertThat(pipeline.delivered(run(0), BLOCK, MS)).isEqualTo(RequestPipeline.NONE);
  }

  @Test
  void forgetsRequestsThatAreNeverAnswered() {
    pipeline.sent(run(0), 0);
    pipeline.cancel(0, 0);
    pipeline.update(RequestPipeline.ANSWER_MEMORY);
    assertThat(pipeline.unanswered()).isEqualTo(1);
    pipeline.update(RequestPipeline.ANSWER_MEMORY + 1);
    assertThat(pipeline.unanswered()).isZero();
    assertThat(pipeline.forgotten()).isEqualTo(1);
    pipeline.sent(BlockRun.of(0, 1, 3), 0);
    pipeline.clear();
    assertThat(pipeline.forgotten()).isEqualTo(4);
  }

  @Test
  void answersMayComeInAnyOrder() {
    for (int i = 0; i < 200; i++) {
      pipeline.sent(run(i), 0);
    }
    for (int i = 199; i >= 0; i--) {
      assertThat(pipeline.answered(run(i))).isEqualTo(RequestPipeline.OPEN);
    }
    assertThat(pipeline.open()).isZero();
    assertThat(pipeline.entries()).isZero();
  }

  @Test
  void aSilentPeerIsOverdueAndThenAskedForOneBlockAtATime() {
    pipeline.sent(run(0), 0);
    pipeline.sent(run(1), 0);
    assertThat(pipeline.isOverdue(RequestPipeline.FIRST_TIMEOUT)).isFalse();
    assertThat(pipeline.isOverdue(RequestPipeline.FIRST_TIMEOUT + 1)).isTrue();

    pipeline.offerElsewhere(0);
    pipeline.offerElsewhere(1);
    pipeline.snub(RequestPipeline.FIRST_TIMEOUT + 1);

    assertThat(pipeline.hasRoom()).isTrue();
    assertThat(pipeline.runLength(16)).isEqualTo(1);
    pipeline.sent(run(2), RequestPipeline.FIRST_TIMEOUT + 1);
    assertThat(pipeline.hasRoom()).isFalse();
    pipeline.delivered(run(0), BLOCK, RequestPipeline.FIRST_TIMEOUT + 2);
    assertThat(pipeline.isSnubbed()).isFalse();
  }

  @Test
  void aPeerThatNeverSendsIsAskedForNothingAfterAFewTries() {
    for (int i = 0; i < RequestPipeline.MAX_STRIKES; i++) {
      pipeline.snub(i);
    }
    assertThat(pipeline.hasRoom()).isFalse();
  }

  @Test
  void requestsGrowLongerWithTheDepthAndFillItInBlocks() {
    assertThat(pipeline.runLength(16)).isEqualTo(1);
    steady(200, 10 * MS, MS / 10);
    assertThat(pipeline.runLength(16)).isEqualTo(16);
    assertThat(pipeline.runLength(1)).isEqualTo(1);

    pipeline.clear();
    int depth = pipeline.depth();
    int requests = 0;
    while (pipeline.hasRoom()) {
      pipeline.sent(BlockRun.of(1, 16 * requests++, 16), 300 * MS);
    }
    assertThat(requests).isEqualTo((depth + 15) / 16);
    assertThat(pipeline.open()).isEqualTo(requests);
  }

  @Test
  void aBlockOfALongRequestCancelsAllOfIt() {
    long run = BlockRun.of(0, 4, 8);
    pipeline.sent(run, 0);
    assertThat(pipeline.cancel(0, 3)).isEqualTo(BlockRun.NONE);
    assertThat(pipeline.cancel(0, 11)).isEqualTo(run);
    assertThat(pipeline.open()).isZero();
  }
}
