package io.minibit.node;

import java.net.BindException;
import java.net.UnknownHostException;

/** Hears which doors of the node are open, and where. */
@FunctionalInterface
interface Doors {
  /**
   * A door is open.
   *
   * @param door {@code tracker-udp}, {@code tracker-http}, {@code peer}, {@code api} or {@code web}
   * @param port the bound one
   */
  void listening(String door, String host, int port);

  /** An address as people write it. */
  static String place(String host, int port) {
    return bracketed(host) + ":" + port;
  }

  /** A host as it stands before a port. */
  static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Why a door could not be opened, in words. */
  static Throwable refused(String door, String host, int port, Throwable cause) {
    String where = door + ": " + place(host, port);
    String text = null;
    for (Throwable link = cause; link != null && text == null; link = link.getCause()) {
      if (link instanceof UnknownHostException) {
        return new ConfigException(where + ": there is no such host");
      }
      // The native transport tells what failed in words alone.
      String words = String.valueOf(link.getMessage());
      boolean binding = link instanceof BindException || words.startsWith("bind(");
      text = binding ? words : null;
    }
    if (text == null) {
      return cause;
    }
    if (text.contains("in use")) {
      return new ConfigException(
          where
              + " is in use; stop what listens there, or choose another port (0 takes a free one)");
    }
    if (text.contains("ermission denied")) {
      return new ConfigException(where + ": permission denied; choose a port above 1023");
    }
    return new ConfigException(where + " cannot be bound here: " + text);
  }
}
