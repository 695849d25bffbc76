package io.minibit.swarm;

import java.util.Arrays;

/**
 * The requests that one peer has not answered yet, and how many there should be. A request asks for
 * a {@link BlockRun}; depths are counted in blocks, the peer's queue in requests.
 *
 * <p>Answers mostly come in the order of the requests, so the entries are a ring searched from its
 * oldest end: one step for a block. An entry outlives our interest in it: when the block is fetched
 * elsewhere ({@link #OFFERED_ELSEWHERE}) or cancelled, the peer may still answer, and it must be
 * neither asked again nor blamed for a block that it was asked for (BEP 6).
 *
 * <p>Depth: as many bytes as the peer sends while a request travels to it and the answer back,
 * twice (as BBR does, so that a rise of the rate shows), and never less than {@link #MIN_DELAY}
 * worth; a peer that answers in batches is asked for two batches, since between them it has all but
 * run out. Until the answers' delay shows a queue at the other end, each answer deepens it by one
 * more, which doubles it every round trip. A fixed 3 s queue, as some clients have, was dropped: it
 * reserves pieces seconds ahead, which spoils rarest first and the end game of short downloads.
 */
final class RequestPipeline {
  /** Asked for, and nobody else is. */
  static final byte OPEN = 1;

  /** Not answered in time or choked meanwhile: others may fetch it, this peer may still answer. */
  static final byte OFFERED_ELSEWHERE = 2;

  /** A cancel was sent. */
  static final byte CANCELLED = 3;

  static final byte NONE = 0;

  /** Blocks before anything is known of the peer: few, since it may be slow; they soon double. */
  static final int INITIAL_DEPTH = 4;

  static final int MIN_DEPTH = 2;

  /** Deepest without knowing the peer's {@code reqq}: what the most common clients take. */
  static final int DEFAULT_REQQ = 250;

  /** However much a peer advertises: 32 MiB of blocks. */
  static final int MAX_DEPTH = 2_000;

  /** Where longer requests were agreed on, this many fill the depth, so that none is a lump. */
  static final int REQUESTS_PER_DEPTH = 8;

  /** Delay that is always covered: the ticks of peers. */
  static final long MIN_DELAY = 150_000_000;

  /** Longest silence between batches that is believed: Transmission looks at requests so often. */
  static final long MAX_SILENCE = 500_000_000;

  /** What part of the longest silence is forgotten in a second. */
  private static final double SILENCE_FORGOTTEN = 0.1;

  /** A peer that never answered is overdue after this, as in libtorrent ("piece timeout"). */
  static final long FIRST_TIMEOUT = 20_000_000_000L;

  /** Never overdue before this: a lost packet costs a second or more. */
  static final long MIN_TIMEOUT = 5_000_000_000L;

  /** Overdue at the latest: libtorrent's request timeout. */
  static final long MAX_TIMEOUT = 60_000_000_000L;

  /** How long an answer to a dead request may still come, where the peer need not answer. */
  static final long ANSWER_MEMORY = 120_000_000_000L;

  /** So many times overdue in a row, and the peer is asked for nothing until it sends. */
  static final int MAX_STRIKES = 3;

  /** How long a peer that may be asked and refuses is not asked at first: until the next tick. */
  static final long FIRST_REST = 100_000_000;

  /** Refused again and again the rests double, up to a minute and three quarters. */
  static final long MAX_REST = FIRST_REST << 10;

  /** Bytes a second that a peer is believed capable of before it sent anything. */
  private static final double UNPROVEN_RATE = 16 * 1024;

  private static final double NANOS = 1e9;

  private final RateMeter meter;
  private final int blockLength;
  private final boolean answersAlways;
  private long[] runs = new long[32];
  private long[] sentAt = new long[32];
  private byte[] states = new byte[32];
  private int head;
  private int used;
  private int unanswered;
  private int openRequests;
  private int openBlocks;
  private int forgotten;
  private int reqq = DEFAULT_REQQ;
  private int depth = INITIAL_DEPTH;
  private boolean growing = true;
  private long minDelay = Long.MAX_VALUE;
  private long progressAt;

  /** The longest time that the peer was lately silent while it was asked for something. */
  private double silence;

  private long updatedAt;
  private boolean snubbed;
  private int strikes;
  private long rest = FIRST_REST;
  private long restsUntil = Long.MIN_VALUE;

  /**
   * Nothing sent yet.
   *
   * @param answersAlways whether each request is answered for certain, as BEP 6 has it
   */
  RequestPipeline(int blockLength, boolean answersAlways, long now) {
    this.answersAlways = answersAlways;
    this.blockLength = blockLength;
    meter = new RateMeter(now);
    updatedAt = now;
  }

  void reqq(int advertised) {
    reqq = Math.max(1, Math.min(advertised, MAX_DEPTH));
  }

  RateMeter meter() {
    return meter;
  }

  /** Whether one more request should be sent now. */
  boolean hasRoom() {
    return strikes < MAX_STRIKES && unanswered < reqq && openBlocks < (snubbed ? 1 : depth);
  }

  /**
   * How many blocks the next request should ask for.
   *
   * @param agreed how many it may
   */
  int runLength(int agreed) {
    return snubbed ? 1 : Math.max(1, Math.min(agreed, depth / REQUESTS_PER_DEPTH));
  }

  /** Requests that nobody else is asked for. */
  int open() {
    return openRequests;
  }

  /** Requests without an answer, wanted or not: what the peer counts against its queue. */
  int unanswered() {
    return unanswered;
  }

  boolean isSnubbed() {
    return snubbed;
  }

  int depth() {
    return depth;
  }

  void sent(long run, long now) {
    if (openRequests == 0) {
      progressAt = now;
      meter.begin(now);
    }
    if (used == runs.length) {
      grow();
    }
    int slot = (head + used++) & (runs.length - 1);
    runs[slot] = run;
    sentAt[slot] = now;
    states[slot] = OPEN;
    unanswered++;
    openRequests++;
    openBlocks += BlockRun.count(run);
  }

  /** Whether some unanswered request covers the block. */
  boolean covers(int piece, int block) {
    for (int i = 0; i < used; i++) {
      int slot = slot(i);
      if (states[slot] != NONE && BlockRun.covers(runs[slot], piece, block)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes an answer, data or reject, off the list.
   *
   * @return the state that the request was in, or {@link #NONE} for one that was never sent
   */
  byte answered(long run) {
    int slot = find(run);
    return slot < 0 ? NONE : remove(slot);
  }

  /** Takes data off the list and learns from its delay. */
  byte delivered(long run, int bytes, long now) {
    int slot = find(run);
    if (slot < 0) {
      return NONE;
    }
    long delay = now - sentAt[slot];
    byte state = remove(slot);
    silence = Math.max(silence, (double) Math.min(MAX_SILENCE, now - progressAt));
    progressAt = now;
    snubbed = false;
    strikes = 0;
    rest = FIRST_REST;
    restsUntil = now;
    meter.add(bytes);
    minDelay = Math.min(minDelay, delay);
    if (growing) {
      if (delay > 2 * targetDelay()) {
        growing = false;
      } else {
        depth = Math.min(MAX_DEPTH, depth + BlockRun.count(run));
      }
    }
    return state;
  }

  /**
   * The peer refused what it might be asked for: it rests, and longer each time until it sends
   * something. What else was asked for before the rest and is refused within it is the same time.
   */
  void refused(long now) {
    if (!rests(now)) {
      restsUntil = now + rest;
      rest = Math.min(MAX_REST, 2 * rest);
    }
  }

  /** Whether it had best not be asked just now. */
  boolean rests(long now) {
    return now < restsUntil;
  }

  /** Marks the open request for a block as cancelled; {@link BlockRun#NONE} if there is none. */
  long cancel(int piece, int block) {
    for (int i = 0; i < used; i++) {
      int slot = slot(i);
      if (states[slot] == OPEN && BlockRun.covers(runs[slot], piece, block)) {
        close(slot, CANCELLED);
        return runs[slot];
      }
    }
    return BlockRun.NONE;
  }

  /** The i-th entry that may still be open, from the oldest; {@link BlockRun#NONE} for others. */
  long openRun(int i) {
    int slot = slot(i);
    return states[slot] == OPEN ? runs[slot] : BlockRun.NONE;
  }

  /** The bound of {@link #openRun}. */
  int entries() {
    return used;
  }

  /** The i-th entry will be fetched elsewhere. */
  void offerElsewhere(int i) {
    close(slot(i), OFFERED_ELSEWHERE);
  }

  /** An open request is no longer open. */
  private void close(int slot, byte state) {
    states[slot] = state;
    openRequests--;
    openBlocks -= BlockRun.count(runs[slot]);
  }

  /** Blocks that it was asked for, of which nothing is remembered: they may come all the same. */
  int forgotten() {
    return forgotten;
  }

  void clear() {
    for (int i = 0; i < used; i++) {
      forgotten += states[slot(i)] == NONE ? 0 : BlockRun.count(runs[slot(i)]);
    }
    Arrays.fill(states, NONE);
    head = 0;
    used = 0;
    openRequests = 0;
    openBlocks = 0;
    unanswered = 0;
  }

  /** Follows the measured rate and forgets what will not be answered any more. */
  void update(long now) {
    meter.update(now);
    silence *= Math.max(0, 1 - SILENCE_FORGOTTEN * (now - updatedAt) / NANOS);
    updatedAt = now;
    if (!growing) {
      double bytes = meter.rate() * targetDelay() / NANOS;
      depth = (int) Math.min(MAX_DEPTH, Math.max(MIN_DEPTH, Math.ceil(bytes / blockLength) + 1));
    }
    for (int i = 0; i < used && !answersAlways; i++) {
      int slot = slot(i);
      if (states[slot] > OPEN && now - sentAt[slot] > ANSWER_MEMORY) {
        forgotten += BlockRun.count(runs[slot]);
        remove(slot);
        i = -1;
      }
    }
  }

  /** Whether the peer has open requests and has sent nothing for longer than it ever needs. */
  boolean isOverdue(long now) {
    return openRequests > 0 && now - progressAt > timeout();
  }

  /** It was overdue: its open requests go elsewhere, and it is asked for one block at a time. */
  void snub(long now) {
    snubbed = true;
    strikes++;
    growing = false;
    progressAt = now;
  }

  /**
   * Nanoseconds until the peer will have sent all that it was asked for and so many bytes more; at
   * least as long as it has already been silent.
   */
  double eta(long moreBytes, long now) {
    double silent = openRequests > 0 ? now - progressAt : 0;
    double rate = meter.rate();
    double bytes = (double) openBlocks * blockLength + moreBytes;
    double drain = (rate > 0 ? bytes / rate : moreBytes / UNPROVEN_RATE) * NANOS;
    return Math.max(drain, silent);
  }

  /** The shortest time from a request to its data, or the least that is assumed. */
  long delay() {
    return minDelay == Long.MAX_VALUE ? MIN_DELAY : minDelay;
  }

  private long targetDelay() {
    return Math.max(MIN_DELAY, 2 * Math.max(delay(), (long) silence));
  }

  private long timeout() {
    if (meter.total() == 0) {
      return FIRST_TIMEOUT;
    }
    double rate = Math.max(meter.rate(), 1);
    double drain = 4.0 * openBlocks * blockLength / rate * NANOS;
    return (long) Math.max(MIN_TIMEOUT, Math.min(MAX_TIMEOUT, drain));
  }

  private int slot(int i) {
    return (head + i) & (runs.length - 1);
  }

  private int find(long run) {
    for (int i = 0; i < used; i++) {
      int slot = slot(i);
      if (runs[slot] == run && states[slot] != NONE) {
        return slot;
      }
    }
    return -1;
  }

  private byte remove(int slot) {
    byte state = states[slot];
    if (state == OPEN) {
      close(slot, NONE);
    }
    states[slot] = NONE;
    unanswered--;
    while (used > 0 && states[head] == NONE) {
      head = (head + 1) & (runs.length - 1);
      used--;
    }
    return state;
  }

  /** Makes room: closes the gaps, and doubles if few there were. */
  private void grow() {
    int capacity = unanswered > runs.length / 2 ? runs.length * 2 : runs.length;
    long[] newRuns = new long[capacity];
    long[] newSentAt = new long[capacity];
    byte[] newStates = new byte[capacity];
    int next = 0;
    for (int i = 0; i < used; i++) {
      int slot = slot(i);
      if (states[slot] != NONE) {
        newRuns[next] = runs[slot];
        newSentAt[next] = sentAt[slot];
        newStates[next++] = states[slot];
      }
    }
    runs = newRuns;
    sentAt = newSentAt;
    states = newStates;
    head = 0;
    used = next;
  }
}
