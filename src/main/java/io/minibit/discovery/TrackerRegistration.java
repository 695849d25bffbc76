package io.minibit.discovery;

import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SeedersAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer's names at one tracker.
 *
 * <p>REGISTER and HEARTBEAT have no answer, so both are checked with REQUEST, which has: a name is
 * sent as REGISTER and REQUEST together until the tracker answers, and each heartbeat asks for one
 * name, by turns, to see whether this peer is among its seeders. When it is not, or when the
 * tracker answers again after a silence, every name is registered anew.
 *
 * <p>All on the context of the exchanges.
 */
final class TrackerRegistration {
  private static final Logger log = LoggerFactory.getLogger(TrackerRegistration.class);

  /** Names under way at once: Linux keeps about 250 small datagrams for a socket, then drops. */
  static final int WINDOW = 32;

  /** With less room than a pair of any length takes, this peer may be left out by chance. */
  private static final int CROWDED_BYTES = SeedersAnswer.MAX_BYTES - 64;

  private final NameExchanges exchanges;
  private final UdpTracker tracker;
  private final int port;

  /** All that is shared; the one that was checked longest ago is first. */
  private final Map<String, SharedName> names = new LinkedHashMap<>();

  /** Names that the tracker may not have, and that are to be sent. */
  private final Set<String> queued = new LinkedHashSet<>();

  private final Set<String> underWay = new HashSet<>();

  /** Who waits for the first answer about a name. */
  private final Map<String, Promise<Void>> waiting = new HashMap<>();

  /** Who waits for the EXIT that precedes a new registration of all that is left. */
  private final List<Promise<Void>> leaving = new ArrayList<>();

  private boolean exiting;
  private boolean used;
  private boolean away;
  private boolean checking;
  private boolean closed;

  TrackerRegistration(NameExchanges exchanges, UdpTracker tracker, int port) {
    this.exchanges = exchanges;
    this.tracker = tracker;
    this.port = port;
  }

  /** Done when the tracker has it; fails when it does not answer, but the name is not forgotten. */
  Future<Void> add(SharedName name) {
    used = true;
    names.put(name.filename(), name);
    queued.add(name.filename());
    Promise<Void> told = waiting.computeIfAbsent(name.filename(), first -> Promise.promise());
    proceed();
    return told.future();
  }

  /** Done when the tracker was told. */
  Future<Void> remove(String filename) {
    if (names.remove(filename) == null) {
      return Future.succeededFuture();
    }
    queued.remove(filename);
    Promise<Void> unheard = waiting.remove(filename);
    if (unheard != null) {
      unheard.fail(new TrackerAwayException(filename + " is not shared any more"));
    }
    Promise<Void> told = Promise.promise();
    leaving.add(told);
    proceed();
    return told.future();
  }

  /** One tick of the heart. */
  void beat() {
    if (names.isEmpty() || closed) {
      return;
    }
    exchanges.tell(tracker, new NameMessage.Heartbeat(port)).onFailure(this::silent);
    if (queued.isEmpty() && underWay.isEmpty()) {
      check();
    } else {
      proceed();
    }
  }

  /** Sends nothing more by itself. */
  void stop() {
    closed = true;
    failWaiting(new TrackerAwayException("the peer is closing"));
  }

  /** Tells the tracker to forget all; the exchanges must be over. */
  Future<Void> exit() {
    return used ? exchanges.tell(tracker, new NameMessage.Exit(port)) : Future.succeededFuture();
  }

  private void proceed() {
    if (closed || exiting) {
      return;
    }
    if (!leaving.isEmpty()) {
      // A REGISTER that is sent again after the EXIT would bring a removed name back.
      if (underWay.isEmpty()) {
        leave();
      }
      return;
    }
    int window = away ? 1 : WINDOW;
    Iterator<String> next = queued.iterator();
    while (next.hasNext() && underWay.size() < window) {
      String filename = next.next();
      if (underWay.add(filename)) {
        next.remove();
        register(names.get(filename));
      }
    }
  }

  private void leave() {
    List<Promise<Void>> told = List.copyOf(leaving);
    leaving.clear();
    exiting = true;
    exchanges
        .tell(tracker, new NameMessage.Exit(port))
        .onFailure(this::silent)
        .eventually(
            () -> {
              exiting = false;
              queued.addAll(names.keySet());
              proceed();
              return Future.succeededFuture();
            })
        .onComplete(sent -> told.forEach(promise -> promise.handle(sent)));
  }

  private void register(SharedName name) {
    NameMessage question = new NameMessage.Request(name.filename(), Optional.empty());
    exchanges
        .seeders(tracker, List.of(name.register(port), question))
        .onComplete(
            answer -> {
              underWay.remove(name.filename());
              // While it was under way it may have been removed or told to be of other content.
              if (name.equals(names.get(name.filename()))) {
                if (answer.failed()) {
                  queued.add(name.filename());
                } else if (waiting.containsKey(name.filename())) {
                  waiting.remove(name.filename()).complete();
                }
              }
              heard(answer.cause());
            });
  }

  private void check() {
    if (checking) {
      return;
    }
    checking = true;
    SharedName name = names.values().iterator().next();
    names.remove(name.filename());
    names.put(name.filename(), name);
    NameMessage question = new NameMessage.Request(name.filename(), Optional.empty());
    Future.all(exchanges.seenAs(tracker, port), exchanges.seeders(tracker, List.of(question)))
        .onComplete(
            both -> {
              checking = false;
              if (both.succeeded()
                  && !knows(both.result().resultAt(1), both.result().resultAt(0))) {
                log.info("{} has lost the shared names: registering them again", tracker);
                queued.addAll(names.keySet());
              }
              heard(both.cause());
            });
  }

  private static boolean knows(SeedersAnswer answer, PeerAddress self) {
    return answer.seeders().contains(self) || answer.toBytes().length > CROWDED_BYTES;
  }

  private void heard(Throwable failure) {
    if (closed) {
      return;
    }
    if (failure != null) {
      silent(failure);
      return;
    }
    if (away) {
      away = false;
      log.info("{} is back: registering the shared names again", tracker);
      queued.addAll(names.keySet());
    }
    proceed();
  }

  private void silent(Throwable failure) {
    if (!away && !closed) {
      away = true;
      log.warn("{}; the shared names are registered when it is back", failure.getMessage());
    }
    failWaiting(failure);
    if (!leaving.isEmpty()) {
      proceed();
    }
  }

  private void failWaiting(Throwable failure) {
    List<Promise<Void>> unheard = List.copyOf(waiting.values());
    waiting.clear();
    unheard.forEach(promise -> promise.fail(failure));
  }
}
