package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class EventFeedTest {
  private static final long PATIENCE_MILLIS = 30_000;

  @Test
  void eventsComeInTheirOrder(Vertx vertx) {
    try (var feed = EventFeed.open(vertx.eventBus())) {
      for (int n = 0; n < 100; n++) {
        vertx.eventBus().publish(Addresses.EVENTS, new JsonObject().put("n", n));
      }
      for (int n = 0; n < 100; n++) {
        assertThat(feed.poll(PATIENCE_MILLIS).getInteger("n")).isEqualTo(n);
      }
      assertThat(feed.poll(0)).isNull();
    }
  }

  @Test
  void whenTheReaderIsBehindTheNewestEventsAreKept(Vertx vertx) {
    try (var feed = EventFeed.open(vertx.eventBus())) {
      int events = EventFeed.CAPACITY + 7;
      for (int n = 0; n < events; n++) {
        feed.offer(new JsonObject().put("n", n));
      }
      for (int n = 7; n < events; n++) {
        assertThat(feed.poll(0).getInteger("n")).isEqualTo(n);
      }
      assertThat(feed.poll(0)).isNull();
    }
  }
}
