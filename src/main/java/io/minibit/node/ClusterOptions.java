package io.minibit.node;

import java.nio.file.Path;
import java.util.List;

/**
 * How a node joins others.
 *
 * @param name of the cluster; who bears another is not let in
 * @param host the one address of this machine that the others reach
 * @param port for membership; taken or 0, one of the next hundred
 * @param discovery how it finds the others
 * @param hosts {@code host} or {@code host:port} of some members, for {@link Discovery#HOSTS}
 * @param dnsName whose addresses are the members, for {@link Discovery#DNS}; all at the same port
 * @param tls for the event bus; null for none
 */
record ClusterOptions(
    String name,
    String host,
    int port,
    Discovery discovery,
    List<String> hosts,
    String dnsName,
    Tls tls) {
  /** How nodes find one another. */
  enum Discovery {
    /** In a local network. */
    MULTICAST,
    /** By a list. */
    HOSTS,
    /** By a name with many addresses, such as a headless service of Kubernetes. */
    DNS
  }

  /**
   * Both ends of each connection show a certificate of the authority. All PEM.
   *
   * @param certificate this node's, with what leads to the authority
   * @param key of the certificate, PKCS 8
   */
  record Tls(Path certificate, Path key, Path authority) {}
}
