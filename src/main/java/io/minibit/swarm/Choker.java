package io.minibit.swarm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Decides who may ask us for data.
 *
 * <p>Every {@link #ROUND} the slots are given anew: while downloading to those who gave most since
 * the last round, and one to somebody by chance (BEP 3's optimistic unchoke), kept for three
 * rounds; while seeding in turns, the longest waiting first, since a seed gains nothing by any
 * choice and fairness spreads the pieces. Free slots are filled at once in between, as small
 * transfers would otherwise spend most of their time waiting for a round. While those who have a
 * slot ask for nothing, one more has one. In a fleet everyone interested has a slot.
 */
final class Choker {
  /** BEP 3: often enough to react, seldom enough not to flutter. */
  static final long ROUND = 10_000_000_000L;

  /**
   * A fast uplink has one more slot for so many bytes a second: enough for each to trade with, and
   * nobody of a small swarm left out. In simulation 16 leechers of 100 Mbit/s that shared 8 slots
   * took 1.21 of size/rate, against 1.13 with a slot for each; shorter rounds at the start instead
   * made it 1.3, since each choke costs what was under way.
   */
  static final int SLOT_RATE = 512 * 1024;

  /** So many times the slots at most. */
  static final int MAX_GROWTH = 3;

  /** Rounds that the optimistic slot stays with one peer (BEP 3: 30 s). */
  static final int OPTIMISTIC_ROUNDS = 3;

  /** How long a turn of a seed lasts when others wait. */
  static final long TURN = 30_000_000_000L;

  private final PeerTable peers;
  private final Outbox out;
  private final UploadScheduler uploads;
  private final Suggestions suggestions;
  private final ChokerProfile profile;
  private final int minSlots;
  private int slots;
  private final RandomGenerator random;
  private final List<SwarmPeer> ranking = new ArrayList<>();
  private SwarmPeer optimistic;
  private int optimisticRounds;
  private long nextRound;
  private int unchoked;
  private boolean seeding;

  Choker(
      PeerTable peers,
      Outbox out,
      UploadScheduler uploads,
      Suggestions suggestions,
      SwarmSettings settings,
      RandomGenerator random,
      long now) {
    this.peers = peers;
    this.out = out;
    this.uploads = uploads;
    this.suggestions = suggestions;
    this.random = random;
    profile = settings.profile();
    minSlots = settings.uploadSlots();
    slots = minSlots;
    nextRound = now + ROUND;
  }

  /** The peer wants data. */
  void interested(SwarmPeer peer, long now) {
    if (peer.choked && peer.connected && freesSlot(now)) {
      unchoke(peer, now);
    }
  }

  /** The peer wants nothing now: its slot is there for others, but it keeps it while none asks. */
  void notInterested(long now) {
    fill(now);
  }

  /** The peer has gone: its slot passes on. */
  void left(SwarmPeer peer, long now) {
    if (optimistic == peer) {
      optimistic = null;
    }
    if (!peer.choked) {
      unchoked--;
      fill(now);
    }
  }

  /** Gives the slots anew when it is time. */
  void tick(boolean complete, long now) {
    seeding = complete;
    grow(now);
    if (isUplinkIdle()) {
      unchokePoorest(now);
    }
    if (now < nextRound) {
      return;
    }
    nextRound = now + ROUND;
    if (profile == ChokerProfile.RECIPROCAL) {
      rank(now);
      if (!seeding) {
        promoteOptimistic();
      }
      for (int i = slots; i < ranking.size(); i++) {
        choke(ranking.get(i), now);
      }
    }
    fill(now);
    for (int i = 0; i < peers.size(); i++) {
      peers.at(i).usefulAtRound = peers.at(i).usefulBytes;
    }
  }

  /** More slots as soon as the uplink shows what it can do; fewer again only at a round. */
  private void grow(long now) {
    double rate = 0;
    for (int i = 0; i < peers.size(); i++) {
      rate += peers.at(i).uploadMeter.rate();
    }
    int worth = (int) Math.min(rate / SLOT_RATE, (double) MAX_GROWTH * minSlots);
    boolean round = now >= nextRound;
    int before = slots;
    slots = Math.max(round ? minSlots : slots, worth);
    if (slots > before && profile == ChokerProfile.RECIPROCAL) {
      fill(now);
    }
  }

  private boolean isUplinkIdle() {
    for (int i = 0; i < peers.size(); i++) {
      if (peers.at(i).uploadingBytes > 0 || peers.at(i).queue.size() > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * One slot more until the next round, for whoever has least. Who joins a swarm late and knows few
   * peers has nothing that they lack, so it never wins a slot by what it gives; but what it lacks
   * is spread the widest, and costs nobody anything while uplinks rest. Who chokes us gets nothing
   * this way, so that giving pays. Of 300 simulated leechers the last was done after 1.28 to 1.48
   * of the bound without this, and after 1.22 to 1.24 with it.
   */
  private void unchokePoorest(long now) {
    SwarmPeer poorest = null;
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (isWaiting(peer)
          && !peer.chokesUs
          && (poorest == null || peer.pieces.count() < poorest.pieces.count())) {
        poorest = peer;
      }
    }
    if (poorest != null && slots < MAX_GROWTH * minSlots) {
      slots++;
      unchoke(poorest, now);
    }
  }

  private static boolean isWaiting(SwarmPeer peer) {
    return peer.choked && peer.interestedInUs && peer.connected;
  }

  private void rank(long now) {
    ranking.clear();
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (peer.interestedInUs && peer.connected) {
        ranking.add(peer);
      }
    }
    // Equal ones in random order, or the same would always win.
    for (int i = ranking.size() - 1; i > 0; i--) {
      ranking.set(i, ranking.set(random.nextInt(i + 1), ranking.get(i)));
    }
    ranking.sort(seeding ? byTurn(now) : Choker::byGift);
    for (int i = 0; i < Math.min(slots, ranking.size()); i++) {
      if (ranking.get(i).choked) {
        makeRoom(now);
        unchoke(ranking.get(i), now);
      }
    }
  }

  /** Snubbing peers last, and first those that gave most in this round. */
  private static int byGift(SwarmPeer one, SwarmPeer other) {
    int snubbed = Boolean.compare(one.pipeline.isSnubbed(), other.pipeline.isSnubbed());
    return snubbed != 0
        ? snubbed
        : Long.compare(
            other.usefulBytes - other.usefulAtRound, one.usefulBytes - one.usefulAtRound);
  }

  /** First those whose turn is not over, then the longest waiting. */
  private static Comparator<SwarmPeer> byTurn(long now) {
    return Comparator.comparing((SwarmPeer peer) -> peer.choked || now - peer.turnAt >= TURN)
        .thenComparing(peer -> !peer.choked)
        .thenComparing(peer -> peer.turnAt);
  }

  /** The last slot goes to one that would not win it, by chance and for a while. */
  private void promoteOptimistic() {
    if (ranking.size() <= slots) {
      optimistic = null;
      return;
    }
    int place = ranking.indexOf(optimistic);
    if (place < 0 || ++optimisticRounds >= OPTIMISTIC_ROUNDS) {
      place = random.nextInt(slots - 1, ranking.size());
      optimistic = ranking.get(place);
      optimisticRounds = 0;
    }
    if (place >= slots - 1) {
      ranking.set(place, ranking.set(slots - 1, optimistic));
    }
  }

  private void makeRoom(long now) {
    if (!freesSlot(now)) {
      for (int i = ranking.size() - 1; i >= slots; i--) {
        if (!ranking.get(i).choked) {
          choke(ranking.get(i), now);
          return;
        }
      }
    }
  }

  /** Whether nobody need lose a slot for one more. */
  boolean hasFreeSlot() {
    return profile == ChokerProfile.FLEET || unchoked < slots;
  }

  /** Whether there is a slot, after taking it from one that does not use it if need be. */
  private boolean freesSlot(long now) {
    if (hasFreeSlot()) {
      return true;
    }
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (!peer.choked && !peer.interestedInUs) {
        choke(peer, now);
        return true;
      }
    }
    return false;
  }

  private void fill(long now) {
    for (SwarmPeer next = nextWaiting(); next != null; next = nextWaiting()) {
      if (!freesSlot(now)) {
        return;
      }
      unchoke(next, now);
    }
  }

  /** While downloading the one that gave most, or free riders would collect every free slot. */
  private SwarmPeer nextWaiting() {
    SwarmPeer first = null;
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (isWaiting(peer) && (first == null || isBefore(peer, first))) {
        first = peer;
      }
    }
    return first;
  }

  private boolean isBefore(SwarmPeer peer, SwarmPeer other) {
    return (seeding || peer.usefulBytes == other.usefulBytes)
        ? peer.turnAt < other.turnAt
        : peer.usefulBytes > other.usefulBytes;
  }

  private void unchoke(SwarmPeer peer, long now) {
    peer.choked = false;
    peer.turnAt = now;
    peer.rejectsWhileChoked = 0;
    unchoked++;
    suggestions.suggest(peer);
    out.to(peer).unchoke(peer.handle);
  }

  private void choke(SwarmPeer peer, long now) {
    if (peer.choked) {
      return;
    }
    peer.choked = true;
    peer.turnAt = now;
    unchoked--;
    out.to(peer).choke(peer.handle);
    uploads.choked(peer);
  }
}
