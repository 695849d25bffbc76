package io.minibit.session;

import io.minibit.wire.UtMetadata;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fetches an info dictionary from peers (BEP 9), for those who come with a magnet link.
 *
 * <p>Nothing that a peer says is believed before the whole has the hash. Sizes are claims, so each
 * claimed size is fetched apart: {@link #MAX_COPIES} at a time, each for {@link #TURN} when others
 * wait, so that liars cannot keep the true one out; memory follows what was received, not what was
 * claimed. A false copy that came from one peer shows the liar. One that came from several does
 * not: from then on each copy is fetched from a single peer, one after the other.
 *
 * <p>Blocks are asked of all peers that claim the same size, a slow peer's of a second one too.
 * Peers that fall silent or refuse rest for a while, and those that did so often come last. Decides
 * only; what it wants done goes to its {@link Owner}, and time in nanoseconds is passed in. Not
 * safe for threads.
 *
 * @param <P> a peer, by identity
 */
final class MetadataFetch<P> {
  /** Claimed sizes fetched at a time: at most as many times 16 MiB are held. */
  static final int MAX_COPIES = 3;

  /** Requests waiting at one peer; 64 KiB in flight, and few enough for all who limit them. */
  static final int PIPELINE = 4;

  /** How long a copy may take when peers with another size wait. */
  static final long TURN = 120_000_000_000L;

  /** Whoever wants the info dictionary. */
  interface Owner<P> {
    /** To be sent. */
    void request(P peer, int block);

    /**
     * A whole copy, of which nothing is known but its length.
     *
     * @param verdict to be told whether it has the hash that is wanted, now or later; after yes
     *     nothing more is asked for
     */
    void judge(byte[] info, Consumer<Boolean> verdict);

    /** That peer alone sent a false copy. It has been forgotten here. */
    void lied(P peer);
  }

  private final Owner<P> owner;
  private final Map<P, MetadataPeer> peers = new LinkedHashMap<>();
  private final Map<Integer, MetadataCopy<P>> copies = new LinkedHashMap<>();
  private boolean oneSourceEach;
  private int judging;
  private boolean done;

  MetadataFetch(Owner<P> owner) {
    this.owner = owner;
  }

  /**
   * A peer's extension handshake says that it serves the info dictionary.
   *
   * @param size that it claims, 1 to {@link UtMetadata#MAX_METADATA}
   */
  void offered(P peer, int size, long now) {
    MetadataPeer known = peers.computeIfAbsent(peer, fresh -> new MetadataPeer());
    if (known.size() != size) {
      if (known.size() != 0) {
        // Nobody honest changes its mind.
        failed(peer, known, now);
      }
      known.claim(size);
    }
    ask(now);
  }

  /** A peer's connection has ended. */
  void left(P peer, long now) {
    MetadataPeer known = peers.remove(peer);
    if (known != null) {
      release(peer, known);
      ask(now);
    }
  }

  /** A block came; one that was not asked for, or is of another size than claimed, is no use. */
  void data(P peer, UtMetadata.Data data, long now) {
    MetadataPeer known = peers.get(peer);
    if (known == null || !known.outstanding().containsKey(data.block())) {
      return;
    }
    if (data.totalSize() != known.size()) {
      failed(peer, known, now);
      ask(now);
      return;
    }
    known.outstanding().remove(data.block());
    known.succeeded();
    MetadataCopy<P> copy = copies.get(known.size());
    copy.unask(data.block());
    copy.put(peer, data.block(), data.bytes().toBytes());
    if (copy.isComplete()) {
      complete(known.size(), copy);
    }
    ask(now);
  }

  /** A request was refused: the peer does not have it yet, or has served enough for now. */
  void rejected(P peer, int block, long now) {
    MetadataPeer known = peers.get(peer);
    if (known != null && known.outstanding().containsKey(block)) {
      known.refused(now);
      release(peer, known);
      ask(now);
    }
  }

  /** Time goes on; to be called every second or more often. */
  void tick(long now) {
    peers.forEach(
        (peer, known) -> {
          if (known.isLate(now)) {
            failed(peer, known, now);
          }
        });
    giveOthersTheirTurn(now);
    ask(now);
  }

  private void complete(int size, MetadataCopy<P> copy) {
    copies.remove(size);
    peers.forEach(
        (peer, known) -> {
          if (known.size() == size && copy.takesFrom(peer)) {
            known.outstanding().clear();
          }
        });
    byte[] info = copy.take();
    // Until it is judged nobody is asked for the same again.
    judging++;
    owner.judge(
        info,
        genuine -> {
          judging--;
          if (genuine) {
            done = true;
          } else {
            isFalse(copy);
          }
        });
  }

  private void isFalse(MetadataCopy<P> copy) {
    if (copy.singleSource().isEmpty()) {
      oneSourceEach = true;
      copies.clear();
      peers.values().forEach(peer -> peer.outstanding().clear());
      return;
    }
    P liar = copy.singleSource().get();
    MetadataPeer known = peers.remove(liar);
    if (known != null) {
      release(liar, known);
    }
    owner.lied(liar);
  }

  private void ask(long now) {
    if (done || judging > 0) {
      return;
    }
    ask(false, now);
    ask(true, now);
  }

  private void ask(boolean doubtful, long now) {
    peers.forEach(
        (peer, known) -> {
          if (known.isDoubtful() == doubtful && known.mayBeAsked(now)) {
            askMore(peer, known, now);
          }
        });
  }

  private void askMore(P peer, MetadataPeer known, long now) {
    MetadataCopy<P> copy = copyFor(peer, known.size(), now);
    while (copy != null && known.outstanding().size() < PIPELINE) {
      int block = copy.ask(known.outstanding().keySet());
      if (block < 0) {
        return;
      }
      known.ask(block, now);
      owner.request(peer, block);
    }
  }

  private MetadataCopy<P> copyFor(P peer, int size, long now) {
    MetadataCopy<P> copy = copies.get(size);
    if (copy == null && copies.size() < MAX_COPIES) {
      copy = new MetadataCopy<>(size, oneSourceEach ? peer : null, now);
      copies.put(size, copy);
    }
    return copy != null && copy.takesFrom(peer) ? copy : null;
  }

  private void failed(P peer, MetadataPeer known, long now) {
    known.failed(now);
    release(peer, known);
  }

  /** Takes back all that a peer was asked for; a copy that waits for nobody else goes. */
  private void release(P peer, MetadataPeer known) {
    MetadataCopy<P> copy = copies.get(known.size());
    if (copy == null || !copy.takesFrom(peer)) {
      return;
    }
    known.outstanding().keySet().forEach(copy::unask);
    known.outstanding().clear();
    if (copy.isAloneWith(peer) || isUnclaimed(known.size())) {
      copies.remove(known.size());
    }
  }

  private boolean isUnclaimed(int size) {
    return peers.values().stream().noneMatch(peer -> peer.size() == size && !peer.isDoubtful());
  }

  private void giveOthersTheirTurn(long now) {
    if (!somebodyWaits(now)) {
      return;
    }
    for (Iterator<Map.Entry<Integer, MetadataCopy<P>>> all = copies.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Integer, MetadataCopy<P>> each = all.next();
      if (now - each.getValue().begun() >= TURN) {
        all.remove();
        letRest(each.getKey(), each.getValue(), now);
      }
    }
  }

  private boolean somebodyWaits(long now) {
    return peers.entrySet().stream()
        .anyMatch(each -> each.getValue().mayBeAsked(now) && waits(each.getKey()));
  }

  private boolean waits(P peer) {
    MetadataCopy<P> copy = copies.get(peers.get(peer).size());
    return copy == null ? copies.size() == MAX_COPIES : !copy.takesFrom(peer);
  }

  private void letRest(int size, MetadataCopy<P> copy, long now) {
    peers.forEach(
        (peer, known) -> {
          if (known.size() == size && copy.takesFrom(peer)) {
            known.outstanding().clear();
            known.rest(now);
          }
        });
  }
}
