package io.minibit.node;

import java.util.List;
import java.util.Set;

/**
 * The options of the web door.
 *
 * @param hosts further names that the Host header may bear
 * @param token null for none
 * @param certificate path of a chain in PEM; null serves plain HTTP
 * @param key path of its private key in PEM
 * @param clientAuthorities path of the certificates that visitors' own must be signed by; null asks
 *     for none
 * @param roles the addresses that this node answers
 */
public record WebOptions(
    String host,
    int port,
    List<String> hosts,
    String token,
    String certificate,
    String key,
    String clientAuthorities,
    Set<String> roles) {
  public WebOptions {
    hosts = List.copyOf(hosts);
    roles = Set.copyOf(roles);
  }

  /** Says nothing of the token. */
  @Override
  public String toString() {
    return "web door at " + host + ":" + port;
  }
}
