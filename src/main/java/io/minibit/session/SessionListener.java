package io.minibit.session;

import io.minibit.api.Event;
import io.minibit.api.Transfer;

/** Hears what happens to transfers. */
@FunctionalInterface
public interface SessionListener {
  /** Called on the session's context. */
  void happened(Event.Type type, Transfer transfer);
}
