package io.minibit.web;

import java.util.List;
import java.util.Set;

/**
 * What a web door needs to know.
 *
 * @param port 0 takes a free one
 * @param hosts further names that the Host header may bear
 * @param token that each visitor must know; null for none
 * @param certificate path of a chain in PEM; null serves plain HTTP
 * @param key path of its private key in PEM; null where there is no certificate
 * @param clientAuthorities path of the certificates in PEM that visitors' own must be signed by;
 *     null asks for none
 * @param roles the addresses that this very node answers, for the readiness check
 */
public record WebSettings(
    String host,
    int port,
    List<String> hosts,
    String token,
    String certificate,
    String key,
    String clientAuthorities,
    Set<String> roles) {
  public WebSettings {
    hosts = List.copyOf(hosts);
    roles = Set.copyOf(roles);
  }

  boolean isEncrypted() {
    return certificate != null;
  }

  /** Says nothing of the token. */
  @Override
  public String toString() {
    return "web door at " + host + ":" + port;
  }
}
