package io.minibit.session;

/**
 * Counts what workers have in hand for one torrent, so that its files are let go of only when
 * nobody works on them. Confined to the peer's context.
 */
final class PendingWork {
  private int count;
  private Runnable whenDone;

  /** Something is handed to a worker. */
  void begin() {
    count++;
  }

  /** It has come back. */
  void end() {
    count--;
    check();
  }

  /** Has it run once, as soon as nothing is pending. */
  void whenDone(Runnable action) {
    whenDone = action;
    check();
  }

  private void check() {
    if (count == 0 && whenDone != null) {
      Runnable action = whenDone;
      whenDone = null;
      action.run();
    }
  }
}
