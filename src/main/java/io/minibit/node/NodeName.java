package io.minibit.node;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** What a node is called when nobody named it: the host's name and a little chance. */
final class NodeName {
  private static final int MAX_HOST_CHARS = 48;

  private NodeName() {}

  /** A new name of letters, digits and {@code -}; may look up the host's name, and so block. */
  static String generate() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "node";
    }
    String first = host.split("\\.", 2)[0].replaceAll("[^A-Za-z0-9-]", "-");
    String clean = first.isEmpty() ? "node" : first;
    String prefix = clean.substring(0, Math.min(MAX_HOST_CHARS, clean.length()));
    return prefix
        + "-"
        + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
  }
}
