package io.minibit.session;

import io.minibit.storage.PieceStore;
import io.minibit.storage.Region;
import io.minibit.storage.StorageException;
import io.minibit.transport.FilePart;
import io.minibit.transport.OutgoingBlocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Brings blocks that peers asked for from the store of one torrent to their connections.
 * Neighbouring short blocks of one peer are read at once; long ones are left to the system to send.
 * Confined to the peer's context.
 */
final class BlockReader {
  /** Most bytes of one read: beyond, a call more costs nothing, and memory waits longer. */
  static final int MAX_READ = 512 * 1024;

  /**
   * Blocks of so many bytes are sent from their file, which saves two copies and their memory: to
   * four leechers at once a tenth of the time, and half of the seeder's memory. To a single one on
   * the same machine it costs as much as it saves, since that reads what is in no cache. A block of
   * other clients would cost more calls than that.
   */
  static final int MIN_REGION = 128 * 1024;

  /**
   * Memory that each peer may have when all of it is used up: the least that the swarm has on the
   * way to one.
   */
  static final int SERVED_ANYWAY = 64 * 1024;

  /** Blocks of one peer, one behind the other in a piece. */
  private static final class Read {
    final PeerLink link;
    final int piece;
    final int begin;
    final List<Integer> lengths = new ArrayList<>();
    int length;

    /** Its bytes are put into memory, rather than sent from their file. */
    boolean copied;

    /** It is under way although all memory was used up. */
    boolean overdrawn;

    Read(PeerLink link, int piece, int begin) {
      this.link = link;
      this.piece = piece;
      this.begin = begin;
    }

    void add(int bytes) {
      lengths.add(bytes);
      length += bytes;
    }

    /** The same in parts that have no more than so many bytes, but for single blocks. */
    List<Read> parts(int most) {
      List<Read> parts = new ArrayList<>();
      Read last = null;
      int at = begin;
      for (int bytes : lengths) {
        if (last == null || last.length + bytes > most) {
          last = new Read(link, piece, at);
          last.copied = copied;
          parts.add(last);
        }
        last.add(bytes);
        at += bytes;
      }
      return parts;
    }
  }

  /** Hears what became of blocks, on the peer's context. */
  interface Listener {
    /** Bytes of blocks have left for a peer. */
    void left(PeerLink link, int bytes);

    void failed(Throwable cause);
  }

  private static final Deque<Read> NONE = new ArrayDeque<>(0);

  private final PeerResources peer;
  private final PieceStore store;
  private final PendingWork pending;
  private final Listener listener;
  private List<Read> collected = new ArrayList<>();
  private boolean scheduled;

  /** What waits for memory, by peer; each of these has asked the budget to be told, once. */
  private final Map<PeerLink, Deque<Read>> waiting = new HashMap<>();

  BlockReader(PeerResources peer, PieceStore store, PendingWork pending, Listener listener) {
    this.peer = peer;
    this.store = store;
    this.pending = pending;
    this.listener = listener;
  }

  /** A peer is to be sent this. What is said in one turn of the event loop is read together. */
  void read(PeerLink link, int piece, int begin, int length) {
    Read last = collected.isEmpty() ? null : collected.get(collected.size() - 1);
    if (last == null
        || last.link != link
        || last.piece != piece
        || last.begin + last.length != begin
        || length >= MIN_REGION
        || last.lengths.get(0) >= MIN_REGION
        || last.length + length > MAX_READ) {
      last = new Read(link, piece, begin);
      collected.add(last);
    }
    last.add(length);
    schedule();
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      peer.context().runOnContext(now -> start());
    }
  }

  private void start() {
    scheduled = false;
    List<Read> reads = collected;
    collected = new ArrayList<>();
    reads.forEach(this::start);
  }

  private void start(Read read) {
    if (!read.link.isOpen()) {
      return; // What it would take, nobody would give back.
    }
    read.copied = read.lengths.size() > 1 || read.length < MIN_REGION || read.link.ciphered();
    if (waiting.getOrDefault(read.link, NONE).isEmpty() && hasRoom(read)) {
      work(read);
    } else {
      await(read.link).addAll(read.parts(SERVED_ANYWAY));
    }
  }

  /**
   * Who has nothing on its way is served in any case: those who take all memory and do not read
   * what they are sent must not keep others waiting. It takes little of it then, or none.
   */
  private boolean hasRoom(Read read) {
    return !peer.uploads().isUsedUp()
        || (read.link.uploading() == 0 && (read.length <= SERVED_ANYWAY || !read.copied));
  }

  private Deque<Read> await(PeerLink link) {
    return waiting.computeIfAbsent(
        link,
        first -> {
          peer.uploads().await(() -> freed(link));
          return new ArrayDeque<>();
        });
  }

  /** There is memory: each peer that waits has one read of it, and waits again. */
  private void freed(PeerLink link) {
    Deque<Read> reads = waiting.remove(link);
    if (reads != null && !reads.isEmpty()) {
      Read first = reads.poll();
      if (!reads.isEmpty()) {
        await(link).addAll(reads);
      }
      work(first);
    }
  }

  private void work(Read read) {
    read.overdrawn = peer.uploads().isUsedUp();
    peer.uploads().take(read.length);
    read.link.uploading(read.length);
    pending.begin();
    try {
      peer.workers().execute(() -> bring(read));
    } catch (RejectedExecutionException | Error none) {
      failed(read, none);
    }
  }

  private void bring(Read read) {
    try {
      Optional<Region> region = region(read);
      if (region.isPresent()) {
        peer.results().add(() -> send(read, region.get()));
      } else if (read.overdrawn && read.length > SERVED_ANYWAY) {
        peer.results().add(() -> putBack(read));
      } else {
        copy(read);
      }
    } catch (Throwable e) {
      // Memory that ran out among others: the torrent's end would wait for this for ever.
      peer.results().add(() -> failed(read, e));
    }
  }

  private Optional<Region> region(Read read) throws StorageException {
    return read.copied
        ? Optional.empty()
        : store.region(read.piece, read.begin, read.length, peer.now());
  }

  private void copy(Read read) throws StorageException {
    OutgoingBlocks blocks = OutgoingBlocks.allocate(read.piece, read.begin, read.lengths);
    try {
      store.read(read.piece, read.begin, blocks.content(), peer.now());
      blocks.frame();
      peer.results().add(() -> send(read, blocks));
    } catch (Throwable e) {
      blocks.release();
      throw e;
    }
  }

  /** It cannot be sent from its file after all, and there is no memory for it. */
  private void putBack(Read read) {
    PeerLink link = read.link;
    if (link.isOpen()) {
      read.copied = true;
      await(link).addFirst(read);
      release(link, read.length);
    }
    pending.end();
  }

  private void failed(Read read, Throwable cause) {
    release(read.link, read.length);
    listener.failed(cause);
    pending.end();
  }

  private void send(Read read, Region region) {
    PeerLink link = read.link;
    if (link.isOpen()) {
      var part =
          new FilePart(
              region.channel(),
              region.offset(),
              region.length(),
              region::close,
              () -> lookAt(read));
      link.sendBlock(read.piece, read.begin, part, () -> left(link, read.length));
    } else {
      region.close();
    }
    pending.end();
  }

  private void send(Read read, OutgoingBlocks blocks) {
    PeerLink link = read.link;
    if (link.isOpen()) {
      link.sendBlocks(blocks, () -> left(link, read.length));
    } else {
      blocks.release();
    }
    pending.end();
  }

  /** It could not be sent from its file: there the fault may be, too. */
  private void lookAt(Read read) {
    pending.begin();
    peer.workers()
        .<Void>call(
            peer.context(),
            () -> {
              region(read).ifPresent(Region::close);
              return null;
            })
        .onFailure(listener::failed)
        .onComplete(over -> pending.end());
  }

  private void left(PeerLink link, int bytes) {
    if (link.isOpen()) {
      release(link, bytes);
      listener.left(link, bytes);
    }
  }

  /** What a connection that has ended held is free already. */
  private void release(PeerLink link, int bytes) {
    if (link.isOpen()) {
      link.uploading(-bytes);
      peer.uploads().release(bytes);
      Deque<Read> reads = waiting.getOrDefault(link, NONE);
      if (!reads.isEmpty() && hasRoom(reads.peek())) {
        work(reads.poll());
      }
    }
  }

  /** The connection has ended: what was under way to its socket has been thrown away. */
  void ended(PeerLink link) {
    waiting.remove(link);
    long held = link.uploading();
    link.uploading(-held);
    peer.uploads().release(held);
  }
}
