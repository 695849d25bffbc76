package io.minibit.simulation;

import java.util.PriorityQueue;

/** Virtual time: what is due happens in order, and ties in the order they were put in. */
final class EventQueue {
  private record Event(long time, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return time != other.time ? Long.compare(time, other.time) : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long order;

  long now() {
    return now;
  }

  void at(long time, Runnable action) {
    events.add(new Event(Math.max(time, now), order++, action));
  }

  void in(long delay, Runnable action) {
    at(now + delay, action);
  }

  /** Runs what is next; false when nothing is. */
  boolean step() {
    Event event = events.poll();
    if (event == null) {
      return false;
    }
    now = event.time;
    event.action.run();
    return true;
  }
}
