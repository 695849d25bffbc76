package io.minibit.session;

import io.minibit.storage.PieceStore;
import io.minibit.storage.Region;
import io.minibit.storage.StorageException;
import io.minibit.transport.FilePart;
import io.minibit.transport.Payload;
import java.util.ArrayList;
import java.util.List;
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
   * Blocks of so many bytes are sent from their file, which saves two copies: of a gigabyte between
   * running nodes a tenth of the time. A block of other clients would cost more calls than that.
   */
  static final int MIN_REGION = 128 * 1024;

  /** Blocks of one peer, one behind the other in a piece. */
  private static final class Read {
    final PeerLink link;
    final int piece;
    final int begin;
    final List<Integer> lengths = new ArrayList<>();
    int length;

    Read(PeerLink link, int piece, int begin) {
      this.link = link;
      this.piece = piece;
      this.begin = begin;
    }

    void add(int bytes) {
      lengths.add(bytes);
      length += bytes;
    }
  }

  /** Hears what became of blocks, on the peer's context. */
  interface Listener {
    /** Bytes of blocks have left for a peer. */
    void left(PeerLink link, int bytes);

    void failed(Exception cause);
  }

  private final PeerResources peer;
  private final PieceStore store;
  private final PendingWork pending;
  private final Listener listener;
  private List<Read> collected = new ArrayList<>();
  private boolean scheduled;

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
      return;
    }
    // Who has nothing on its way is served in any case: those who take all memory and do not read
    // what they are sent must not keep others waiting.
    if (peer.uploads().isUsedUp() && read.link.uploading() > 0) {
      peer.uploads().await(() -> start(read));
      return;
    }
    peer.uploads().take(read.length);
    read.link.uploading(read.length);
    pending.begin();
    try {
      peer.workers().execute(() -> work(read));
    } catch (RejectedExecutionException closed) {
      failed(read, closed);
    }
  }

  private void work(Read read) {
    try {
      Optional<Region> region = region(read);
      if (region.isPresent()) {
        peer.results().add(() -> send(read, region.get()));
      } else {
        copy(read);
      }
    } catch (StorageException | RuntimeException e) {
      peer.results().add(() -> failed(read, e));
    }
  }

  private Optional<Region> region(Read read) throws StorageException {
    return read.lengths.size() > 1 || read.length < MIN_REGION || read.link.ciphered()
        ? Optional.empty()
        : store.region(read.piece, read.begin, read.length, peer.now());
  }

  private void copy(Read read) throws StorageException {
    Payload payload = Payload.allocate(read.length);
    try {
      store.read(read.piece, read.begin, payload.nio(), peer.now());
      peer.results().add(() -> send(read, payload));
    } catch (StorageException | RuntimeException e) {
      payload.release();
      throw e;
    }
  }

  private void failed(Read read, Exception cause) {
    release(read.link, read.length);
    listener.failed(cause);
    pending.end();
  }

  private void send(Read read, Region region) {
    PeerLink link = read.link;
    if (link.isOpen()) {
      var part = new FilePart(region.channel(), region.offset(), region.length(), region::close);
      link.sendBlock(read.piece, read.begin, part, () -> left(link, read.length));
    } else {
      region.close();
    }
    pending.end();
  }

  private void send(Read read, Payload payload) {
    PeerLink link = read.link;
    if (link.isOpen()) {
      int offset = 0;
      for (int i = 0; i < read.lengths.size(); i++) {
        int length = read.lengths.get(i);
        boolean last = i == read.lengths.size() - 1;
        Runnable left = last ? () -> left(link, read.length) : () -> {};
        link.sendBlock(read.piece, read.begin + offset, payload.slice(offset, length), left);
        offset += length;
      }
    }
    payload.release();
    pending.end();
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
    }
  }

  /** The connection has ended: what was under way to its socket has been thrown away. */
  void ended(PeerLink link) {
    long held = link.uploading();
    link.uploading(-held);
    peer.uploads().release(held);
  }
}
