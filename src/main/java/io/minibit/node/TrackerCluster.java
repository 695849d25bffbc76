package io.minibit.node;

import io.minibit.tracker.server.ChangeLog;
import io.minibit.tracker.server.ConnectionIds;
import io.minibit.tracker.server.Replica;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.shareddata.AsyncMap;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the trackers of a cluster alike, each answering from its own memory. What one is told it
 * publishes in batches on the clustered event bus, and all take it in. One that hears another for
 * the first time, or again after a silence, asks it for all that it has: so a new tracker is filled
 * and a partition heals, whoever started first. The key of the connection ids is shared, so that
 * the ids of one are good at all.
 *
 * <p>A batch that is lost is made good by the clients, who announce again. On the tracker's context
 * but for {@link #publish}.
 */
final class TrackerCluster {
  private static final String CHANGES = "minibit.trackers.changes";
  private static final String DUMP = "minibit.trackers.dump.";
  private static final String SHARED = "minibit.trackers";
  private static final String KEY = "connection-key";
  private static final String SENDER = "sender";
  private static final String CURSOR = "cursor";

  /** Between two batches; what a client is told is at most so much older at another tracker. */
  static final long BATCH_MILLIS = 100;

  /** Between two signs of life. */
  private static final long HELLO_MILLIS = 2_000;

  /** After such a silence a tracker has missed something, and so have we. */
  private static final long AWAY_MILLIS = 8_000;

  /** How long a new tracker waits for the first sign of life of another. */
  private static final long ALONE_MILLIS = 3_000;

  /** How long it keeps its doors shut to be filled. */
  private static final long FILL_MILLIS = 60_000;

  private static final long PAGE_MILLIS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(TrackerCluster.class);

  private final Vertx vertx;
  private final String id = UUID.randomUUID().toString();
  private final Replica replica;
  private final ConnectionIds ids;
  private final RandomGenerator secrets;
  private final LongSupplier clock;
  private final Map<String, Long> heard = new HashMap<>();
  private final Promise<Void> filled = Promise.promise();
  private int filling;

  TrackerCluster(
      Vertx vertx,
      Replica replica,
      ConnectionIds ids,
      RandomGenerator secrets,
      LongSupplier clock) {
    this.vertx = vertx;
    this.replica = replica;
    this.ids = ids;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Completes when this tracker knows what the others know, as far as they tell in time. */
  Future<Void> join() {
    vertx.eventBus().<Long>consumer(DUMP + id, this::dump);
    vertx.eventBus().<Buffer>consumer(CHANGES, this::changed);
    vertx.setPeriodic(HELLO_MILLIS, fired -> hello());
    vertx.setTimer(
        ALONE_MILLIS,
        fired -> {
          if (filling == 0) {
            filled.tryComplete();
          }
        });
    vertx.setTimer(FILL_MILLIS, fired -> filled.tryComplete());
    return shareKey()
        .compose(
            shared -> {
              hello();
              return filled.future();
            });
  }

  /** Tells the others what was noted; from the context of the log's owner. */
  void publish(ChangeLog changes) {
    byte[] batch = changes.take();
    if (batch.length > 0) {
      send(Buffer.buffer(batch));
    }
  }

  private void hello() {
    send(Buffer.buffer());
    // Where two halves of a cluster meet again, one of their keys is left.
    shareKey().onFailure(failure -> log.warn("connection key: {}", failure.getMessage()));
  }

  private void send(Buffer batch) {
    vertx.eventBus().publish(CHANGES, batch, new DeliveryOptions().addHeader(SENDER, id));
  }

  private Future<Void> shareKey() {
    return vertx
        .sharedData()
        .<String, Buffer>getClusterWideMap(SHARED)
        .compose(this::key)
        .map(
            key -> {
              long offset = Clock.instant().toEpochMilli() - clock.getAsLong();
              ids.share(key.getLong(0), key.getLong(8), offset);
              return null;
            });
  }

  private Future<Buffer> key(AsyncMap<String, Buffer> map) {
    return map.get(KEY)
        .compose(
            known -> {
              if (known != null) {
                return Future.succeededFuture(known);
              }
              Buffer made =
                  Buffer.buffer().appendLong(secrets.nextLong()).appendLong(secrets.nextLong());
              return map.putIfAbsent(KEY, made).map(other -> other == null ? made : other);
            });
  }

  private void changed(Message<Buffer> message) {
    String sender = message.headers().get(SENDER);
    if (sender == null || sender.equals(id)) {
      return;
    }
    long now = clock.getAsLong();
    Long before = heard.put(sender, now);
    if (before == null || now - before > AWAY_MILLIS) {
      heard.values().removeIf(last -> now - last > AWAY_MILLIS);
      hello();
      fill(sender, Replica.BEGIN);
    }
    replica.apply(message.body().getBytes(), now);
  }

  private void fill(String other, long cursor) {
    if (cursor == Replica.BEGIN) {
      filling++;
      log.info("tracker {}: asking for what it has", other);
    }
    vertx
        .eventBus()
        .<Buffer>request(DUMP + other, cursor, new DeliveryOptions().setSendTimeout(PAGE_MILLIS))
        .onSuccess(
            page -> {
              replica.apply(page.body().getBytes(), clock.getAsLong());
              long next = Long.parseLong(page.headers().get(CURSOR));
              if (next == Replica.END) {
                ended();
              } else {
                fill(other, next);
              }
            })
        .onFailure(
            failure -> {
              log.warn("tracker {}: {}", other, failure.getMessage());
              heard.remove(other); // Asked again with its next sign of life.
              ended();
            });
  }

  private void ended() {
    filling--;
    if (filling == 0) {
      filled.tryComplete();
    }
  }

  private void dump(Message<Long> message) {
    Replica.Page page = replica.dump(message.body());
    message.reply(
        Buffer.buffer(page.changes().array()),
        new DeliveryOptions().addHeader(CURSOR, Long.toString(page.next())));
  }
}
