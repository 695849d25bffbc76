package io.minibit.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open files of all transfers of a process, of which the least recently used are closed when
 * there are too many. A channel that somebody holds is never closed under him: it is closed when
 * the last holder lets go. So the cap may be passed for a moment, by no more than the holders there
 * are.
 *
 * <p>Safe for use by many threads. They must not be interrupted while they read or write: the
 * platform closes a channel on which an interrupted thread works.
 */
public final class OpenFiles implements AutoCloseable {
  /** What fits a process that may open 1024 files and has sockets beside; libtorrent's has 40. */
  public static final int DEFAULT_LIMIT = 256;

  /** A file of a transfer. */
  record Key(Object owner, int file) {
    // By hand: Java spins the code of generated ones when they are first called, a part of a start.
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && file == key.file && owner.equals(key.owner);
    }

    @Override
    public int hashCode() {
      return 31 * owner.hashCode() + file;
    }
  }

  /** Opens what is not open yet. */
  @FunctionalInterface
  interface Opening {
    FileChannel open() throws IOException;
  }

  /** A channel and how many hold it; guarded by the enclosing object. */
  private static final class Entry {
    final FileChannel channel;
    final boolean writable;
    int holders;
    boolean retired;

    Entry(FileChannel channel, boolean writable) {
      this.channel = channel;
      this.writable = writable;
    }
  }

  private final int limit;
  private final StorageFigures figures;
  private final PageCache pageCache = new PageCache();
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Begins with no file open, for those who look at no figures.
   *
   * @param limit how many may stay open, at least 1
   */
  public OpenFiles(int limit) {
    this(limit, new StorageFigures(() -> 0));
  }

  /**
   * Begins with no file open.
   *
   * @param limit how many may stay open, at least 1
   * @param figures where is counted what is done with all of them
   */
  public OpenFiles(int limit, StorageFigures figures) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
    this.limit = limit;
    this.figures = figures;
  }

  /** What brings parts of the files into memory. */
  PageCache pageCache() {
    return pageCache;
  }

  /** Where is counted what is done with the files. */
  public StorageFigures figures() {
    return figures;
  }

  /** Returns the file's channel, which stays open until the lease is closed. */
  Lease acquire(Key key, boolean writable, Opening opening) throws IOException {
    synchronized (this) {
      Entry entry = entries.get(key);
      if (usable(entry, writable)) {
        entry.holders++;
        return new Lease(entry);
      }
    }
    // Opened without the lock, so that a slow disk holds up nobody but those who need the file.
    Entry fresh = new Entry(opening.open(), writable);
    fresh.holders = 1;
    List<FileChannel> closing = new ArrayList<>();
    Lease lease;
    synchronized (this) {
      Entry entry = entries.get(key);
      if (usable(entry, writable)) {
        entry.holders++;
        lease = new Lease(entry);
        closing.add(fresh.channel);
      } else {
        retire(entries.put(key, fresh), closing);
        lease = new Lease(fresh);
        evict(closing);
      }
    }
    closeAll(closing);
    return lease;
  }

  private static boolean usable(Entry entry, boolean writable) {
    return entry != null && (entry.writable || !writable) && entry.channel.isOpen();
  }

  /** Closes a file as soon as nobody holds it; who asks for it next opens it anew. */
  void forget(Key key) throws IOException {
    List<FileChannel> closing = new ArrayList<>();
    synchronized (this) {
      retire(entries.remove(key), closing);
    }
    closeAll(closing);
  }

  /** Closes all files of an owner as soon as nobody holds them. */
  void forgetAllOf(Object owner) throws IOException {
    List<FileChannel> closing = new ArrayList<>();
    synchronized (this) {
      Iterator<Map.Entry<Key, Entry>> all = entries.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<Key, Entry> entry = all.next();
        if (entry.getKey().owner() == owner) {
          all.remove();
          retire(entry.getValue(), closing);
        }
      }
    }
    closeAll(closing);
  }

  /** Closes all files as soon as nobody holds them. */
  @Override
  public void close() throws IOException {
    List<FileChannel> closing = new ArrayList<>();
    synchronized (this) {
      for (Entry entry : entries.values()) {
        retire(entry, closing);
      }
      entries.clear();
    }
    closeAll(closing);
    pageCache.close();
  }

  /** Returns how many files are kept open. */
  synchronized int size() {
    return entries.size();
  }

  private void evict(List<FileChannel> closing) {
    Iterator<Entry> eldestFirst = entries.values().iterator();
    while (entries.size() > limit && eldestFirst.hasNext()) {
      Entry entry = eldestFirst.next();
      if (entry.holders == 0) {
        eldestFirst.remove();
        retire(entry, closing);
      }
    }
  }

  private static void retire(Entry entry, List<FileChannel> closing) {
    if (entry != null) {
      entry.retired = true;
      if (entry.holders == 0) {
        closing.add(entry.channel);
      }
    }
  }

  private static void closeAll(List<FileChannel> channels) throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }

  private void release(Entry entry) throws IOException {
    List<FileChannel> closing = new ArrayList<>();
    synchronized (this) {
      entry.holders--;
      if (entry.retired && entry.holders == 0) {
        closing.add(entry.channel);
      } else if (entries.size() > limit) {
        evict(closing);
      }
    }
    closeAll(closing);
  }

  /** The right to use a channel until {@link #close}, which the holder calls once. */
  final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean closed;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    FileChannel channel() {
      return entry.channel;
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        release(entry);
      }
    }
  }
}
