package io.minibit.swarm;

/**
 * The requests of one peer that are not being sent yet, in order. Never longer than the {@code
 * reqq} that we advertise; grows with use, so an idle peer costs nothing.
 */
final class UploadQueue {
  private static final int FIELDS = 3;

  private final int limit;
  private int[] ring = new int[0];
  private int head;
  private int size;

  UploadQueue(int limit) {
    this.limit = limit;
  }

  int size() {
    return size;
  }

  /** Appends a request; false if the queue is full. */
  boolean add(int piece, int begin, int length) {
    if (size == limit) {
      return false;
    }
    if ((size + 1) * FIELDS > ring.length) {
      grow();
    }
    set(size++, piece, begin, length);
    return true;
  }

  int piece(int i) {
    return ring[at(i)];
  }

  int begin(int i) {
    return ring[at(i) + 1];
  }

  int length(int i) {
    return ring[at(i) + 2];
  }

  void removeFirst() {
    head = (head + FIELDS) % ring.length;
    size--;
  }

  /** Takes out the i-th, keeping the order of the rest. */
  void remove(int i) {
    for (int next = i + 1; next < size; next++) {
      set(next - 1, piece(next), begin(next), length(next));
    }
    size--;
  }

  /** Takes out one request; says whether it was there. */
  boolean remove(int piece, int begin, int length) {
    for (int i = 0; i < size; i++) {
      if (piece(i) == piece && begin(i) == begin && length(i) == length) {
        remove(i);
        return true;
      }
    }
    return false;
  }

  private void set(int i, int piece, int begin, int length) {
    int at = at(i);
    ring[at] = piece;
    ring[at + 1] = begin;
    ring[at + 2] = length;
  }

  private int at(int i) {
    return (head + i * FIELDS) % ring.length;
  }

  private void grow() {
    int[] larger = new int[Math.max(8 * FIELDS, ring.length * 2)];
    for (int i = 0; i < size; i++) {
      System.arraycopy(ring, at(i), larger, i * FIELDS, FIELDS);
    }
    ring = larger;
    head = 0;
  }
}
