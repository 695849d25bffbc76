package io.minibit.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks into the PEM files that a configuration names before anything is opened with them, so that
 * a person reads which key to mend. Fails with {@link ConfigException}.
 */
final class PemFiles {
  private PemFiles() {}

  private interface Reader {
    Object read(Vertx vertx) throws Exception;
  }

  /**
   * Looks into those of a door, off the event loop.
   *
   * @param certificate null where the door speaks no TLS
   * @param clientAuthorities null where it asks for no certificates
   */
  static Future<Void> checkDoor(
      Vertx vertx, String door, String certificate, String key, String clientAuthorities) {
    if (certificate == null) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(
        () -> {
          checkPair(vertx, door, Path.of(certificate), Path.of(key));
          if (clientAuthorities != null) {
            checkAuthority(vertx, door + ".clientAuthorities", Path.of(clientAuthorities));
          }
          return null;
        },
        false);
  }

  /** Looks into {@code section.certificate} and {@code section.key}; blocks. */
  static void checkPair(Vertx vertx, String section, Path certificate, Path key) {
    requireFile(section + ".certificate", certificate);
    requireFile(section + ".key", key);
    PemKeyCertOptions pair =
        new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
    requirePem(section + ".certificate and " + section + ".key", pair::getKeyManagerFactory, vertx);
  }

  /** Looks into certificates that others' must be signed by; blocks. */
  static void checkAuthority(Vertx vertx, String configKey, Path authority) {
    requireFile(configKey, authority);
    PemTrustOptions trusted = new PemTrustOptions().addCertPath(authority.toString());
    requirePem(configKey, trusted::getTrustManagerFactory, vertx);
  }

  private static void requireFile(String configKey, Path file) {
    if (!Files.isReadable(file)) {
      throw new ConfigException(configKey + ": cannot read " + file + "; is it there?");
    }
  }

  private static void requirePem(String configKeys, Reader reader, Vertx vertx) {
    try {
      reader.read(vertx);
    } catch (Exception unreadable) {
      // What is in there is not said: it may be a key.
      throw new ConfigException(configKeys + ": that is not what a PEM file of these must hold");
    }
  }
}
