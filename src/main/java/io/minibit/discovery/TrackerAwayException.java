package io.minibit.discovery;

import io.minibit.metainfo.HostAndPort;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;

/** No tracker answered; the message says which and what to look at. */
public final class TrackerAwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrackerAwayException(String message) {
    // No stack: the network did it, not a line of code.
    super(message, null, false, false);
  }

  /** One tracker did not answer, for that reason. */
  static TrackerAwayException of(UdpTracker tracker, Throwable cause) {
    return of(tracker.toString(), tracker.address(), cause);
  }

  /** Likewise; nothing of the URL's path and query is told. */
  static TrackerAwayException of(TrackerUrl tracker, Throwable cause) {
    return of(tracker.toString(), tracker.address(), cause);
  }

  private static TrackerAwayException of(String tracker, HostAndPort address, Throwable cause) {
    if (cause instanceof TrackerAwayException told) {
      return told;
    }
    if (cause instanceof UdpExchange.NoAnswerException) {
      return new TrackerAwayException("no answer from " + tracker + ": is the tracker running?");
    }
    if (cause instanceof UnknownHostException) {
      return new TrackerAwayException(
          "cannot find " + tracker + ": no such host " + address.host());
    }
    return new TrackerAwayException("cannot ask " + tracker + ": " + cause.getMessage());
  }

  /** None of several trackers answered. */
  static TrackerAwayException all(List<Throwable> failures) {
    return new TrackerAwayException(
        failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")));
  }
}
