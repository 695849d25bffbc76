package io.minibit.cli;

import io.minibit.api.Addresses;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The events of a node, handed from its event loop to the main thread, which waits for them. Opened
 * before the request whose events are wanted, so that none is missed. When the main thread is
 * behind (a terminal that was halted), the oldest make room: progress is soon told again, and an
 * end is the newest event of its transfer.
 */
final class EventFeed implements AutoCloseable {
  /** A minute of progress of eight transfers. */
  static final int CAPACITY = 1024;

  private final BlockingQueue<JsonObject> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final MessageConsumer<JsonObject> consumer;

  private EventFeed(EventBus eventBus) {
    consumer = eventBus.consumer(Addresses.EVENTS, message -> offer(message.body()));
  }

  static EventFeed open(EventBus eventBus) {
    return new EventFeed(eventBus);
  }

  /**
   * Waits for the next event.
   *
   * @return null when there was none in that time
   */
  JsonObject poll(long millis) {
    try {
      return queue.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw CliFailure.interrupted();
    }
  }

  @Override
  public void close() {
    consumer.unregister();
  }

  /** Takes an event in, on any thread. */
  void offer(JsonObject event) {
    while (!queue.offer(event)) {
      queue.poll();
    }
  }
}
