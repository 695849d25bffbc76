package io.minibit.bridge;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/**
 * What a bridge needs to know.
 *
 * @param port 0 takes a free one
 * @param token that each message must bear; null for none
 * @param certificate path of a chain in PEM; null speaks plain TCP
 * @param key path of its private key in PEM; null where there is no certificate
 * @param clientAuthorities path of the certificates in PEM that clients' own must be signed by;
 *     null asks for none
 */
public record BridgeSettings(
    String host, int port, String token, String certificate, String key, String clientAuthorities) {

  NetServerOptions server() {
    NetServerOptions options = new NetServerOptions();
    if (certificate != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(new PemKeyCertOptions().setCertPath(certificate).setKeyPath(key));
      if (clientAuthorities != null) {
        options
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(new PemTrustOptions().addCertPath(clientAuthorities));
      }
    }
    return options;
  }

  /** Says nothing of the token. */
  @Override
  public String toString() {
    return "bridge at " + host + ":" + port;
  }
}
