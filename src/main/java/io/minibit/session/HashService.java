package io.minibit.session;

import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;

/**
 * Answers the requests of one torrent's peers for hashes (BEP 52). A request of 50 bytes may cost
 * the reading and hashing of 16 MiB, so one is worked on at a time, each peer has its turn, few of
 * its requests wait, and the rest is refused, as BEP 52 allows. Who does not care for refusals is
 * ended.
 *
 * <p>Decides only; what it wants done goes to its {@link Owner}. Not safe for threads.
 *
 * @param <P> a peer, by identity
 */
final class HashService<P> {
  /** Requests of one peer that wait; we send 8 at a time, as others do. */
  static final int MAX_WAITING = 16;

  /** Refusals on one connection, as many as of metadata. */
  static final int MAX_REFUSED = MetadataOffer.Service.MAX_REFUSED;

  /** Whoever has the connections. */
  interface Owner<P> {
    /** Whether the peer reads what it is sent, so that who asks and never reads fills no memory. */
    boolean takesMore(P peer);

    /** To be sent. */
    void send(P peer, PeerMessage message);

    /** That peer was refused too often, and is to be ended. It has been forgotten here. */
    void floods(P peer);
  }

  private static final class Asker {
    final Queue<HashRange> waiting = new ArrayDeque<>();
    int refused;
  }

  private final Owner<P> owner;
  private final Map<P, Asker> askers = new HashMap<>();

  /** Those whose requests wait, the next one first. */
  private final Deque<P> turns = new ArrayDeque<>();

  private Function<HashRange, Future<PeerMessage>> source;
  private boolean working;

  /** Refuses everything. */
  HashService(Owner<P> owner) {
    this.owner = owner;
  }

  /**
   * From now on there is something to give.
   *
   * @param answers gives what is to be sent; is not called again before it did
   */
  void offer(Function<HashRange, Future<PeerMessage>> answers) {
    source = answers;
  }

  /** A peer asks. */
  void requested(P peer, HashRange range) {
    Asker asker = askers.computeIfAbsent(peer, fresh -> new Asker());
    if (source == null || !owner.takesMore(peer) || asker.waiting.size() == MAX_WAITING) {
      refuse(peer, asker, new PeerMessage.HashReject(range));
      return;
    }
    if (asker.waiting.isEmpty()) {
      turns.add(peer);
    }
    asker.waiting.add(range);
    work();
  }

  private void work() {
    if (working || turns.isEmpty()) {
      return;
    }
    P peer = turns.poll();
    Asker asker = askers.get(peer);
    HashRange range = asker.waiting.poll();
    if (!asker.waiting.isEmpty()) {
      turns.add(peer);
    }
    working = true;
    source
        .apply(range)
        .onComplete(
            answer -> {
              working = false;
              // A disk that fails is noticed, and told, by those who read pieces from it.
              answered(
                  peer, answer.succeeded() ? answer.result() : new PeerMessage.HashReject(range));
              work();
            });
  }

  private void answered(P peer, PeerMessage answer) {
    Asker asker = askers.get(peer);
    if (asker == null) {
      return;
    }
    if (answer instanceof PeerMessage.HashReject reject) {
      refuse(peer, asker, reject);
    } else {
      owner.send(peer, answer);
    }
  }

  private void refuse(P peer, Asker asker, PeerMessage.HashReject reject) {
    if (++asker.refused > MAX_REFUSED) {
      left(peer);
      owner.floods(peer);
    } else {
      owner.send(peer, reject);
    }
  }

  /** A peer's connection has ended. */
  void left(P peer) {
    askers.remove(peer);
    turns.remove(peer);
  }
}
