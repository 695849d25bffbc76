package io.minibit.api;

import java.util.Set;
import java.util.regex.Pattern;

/** The event-bus addresses of the control interface. Only these pass the doors to the outside. */
public final class Addresses {
  /** Requests to this very node's peer: {@link PeerRequest}. */
  public static final String PEER = "minibit.peer";

  /** Requests about the peers of the whole cluster: {@link PeersRequest}. */
  public static final String PEERS = "minibit.peers";

  /** Requests to this very node's tracker: {@link TrackerRequest}. */
  public static final String TRACKER = "minibit.tracker";

  /** Where every {@link Event} is published, by all nodes of a cluster for all. */
  public static final String EVENTS = "minibit.events";

  private static final Set<String> OWN = Set.of(PEER, PEERS, TRACKER);

  /** The peer or tracker of a named node; names are of letters, digits and dashes. */
  private static final Pattern OF_A_NODE =
      Pattern.compile(
          "(" + Pattern.quote(PEER) + "|" + Pattern.quote(TRACKER) + ")\\.[a-zA-Z0-9-]{1,255}");

  private Addresses() {}

  /** Whether requests from outside may go to that address. */
  public static boolean takesRequests(String address) {
    return isOwn(address) || OF_A_NODE.matcher(address).matches();
  }

  /** Whether it means this very node, and so never crosses a cluster. */
  public static boolean isOwn(String address) {
    return OWN.contains(address);
  }

  /** Whether what is published there may be heard outside. */
  public static boolean isHeard(String address) {
    return address.equals(EVENTS);
  }

  /** The address under which the peer of the node of that name is reached from anywhere. */
  public static String peerOf(String nodeName) {
    return PEER + "." + nodeName;
  }

  /** The address under which the tracker of the node of that name is reached from anywhere. */
  public static String trackerOf(String nodeName) {
    return TRACKER + "." + nodeName;
  }
}
