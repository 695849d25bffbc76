package io.minibit.node;

/**
 * The options of the TCP event-bus bridge.
 *
 * @param port 0 takes a free one
 * @param token that every message must carry; null for none
 * @param certificate path of a chain in PEM; null speaks plain TCP
 * @param key path of its private key in PEM
 * @param clientAuthorities path of the certificates that clients' own must be signed by; null asks
 *     for none
 */
public record ApiOptions(
    String host, int port, String token, String certificate, String key, String clientAuthorities) {
  /** Says nothing of the token. */
  @Override
  public String toString() {
    return "bridge at " + host + ":" + port;
  }
}
