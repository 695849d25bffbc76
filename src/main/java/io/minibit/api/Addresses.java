package io.minibit.api;

/** The event-bus addresses of the control interface. Only these pass the doors to the outside. */
public final class Addresses {
  /** Requests to this very node's peer: {@link PeerRequest}. */
  public static final String PEER = "minibit.peer";

  /** Requests about the peers of the whole cluster. */
  public static final String PEERS = "minibit.peers";

  /** Requests to this very node's tracker: {@link TrackerRequest}. */
  public static final String TRACKER = "minibit.tracker";

  /** Where every {@link Event} is published. */
  public static final String EVENTS = "minibit.events";

  private Addresses() {}

  /** The address under which the peer of the node of that name is reached from anywhere. */
  public static String peerOf(String nodeName) {
    return PEER + "." + nodeName;
  }

  /** The address under which the tracker of the node of that name is reached from anywhere. */
  public static String trackerOf(String nodeName) {
    return TRACKER + "." + nodeName;
  }
}
