package io.minibit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a command speaks TLS with a node: whose certificates it believes, and what it shows of its
 * own. The platform's own TLS, with files in PEM as other tools write them.
 *
 * @param authorities certificates in PEM; null for those that the platform believes
 * @param certificate the command's own chain in PEM; null where it has none
 * @param key the private key of that in PEM, as PKCS #8; null where there is no certificate
 */
record BridgeTls(Path authorities, Path certificate, Path key) {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /** What a key in PEM may be for; it does not say so itself. */
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  /** None is needed for what stays in memory. */
  private static final char[] NO_PASSWORD = {};

  /**
   * Shakes hands over a connection.
   *
   * @return a socket that closes the connection with itself
   * @throws IOException when the node is not who it should be, or does not speak TLS
   * @throws CliFailure where a file cannot be used
   */
  Socket over(Socket plain, HostPort node) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own(), trust().getTrustManagers(), null);
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, node.host(), node.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS: " + e.getMessage(), e);
    }
  }

  private TrustManagerFactory trust() throws GeneralSecurityException, IOException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = null;
    if (authorities != null) {
      store = emptyStore();
      int number = 0;
      for (Certificate each : certificates(authorities)) {
        store.setCertificateEntry(Integer.toString(number++), each);
      }
    }
    trust.init(store);
    return trust;
  }

  private KeyManager[] own() throws GeneralSecurityException, IOException {
    if (certificate == null) {
      return new KeyManager[0];
    }
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
    store.setKeyEntry("own", privateKey(), NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException e) {
      throw FileFailure.of(e, file.toString());
    } catch (GeneralSecurityException e) {
      // Said below: the platform's words are of no use to a person.
    }
    throw new CliFailure(file + ": holds no certificate in PEM");
  }

  private PrivateKey privateKey() throws GeneralSecurityException {
    Matcher text;
    try {
      text = PRIVATE_KEY.matcher(Files.readString(key));
    } catch (IOException e) {
      throw FileFailure.of(e, key.toString());
    }
    if (text.find()) {
      PKCS8EncodedKeySpec encoded =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text.group(1)));
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (InvalidKeySpecException another) {
          // The next one is tried.
        }
      }
    }
    throw new CliFailure(
        key
            + ": holds no PKCS #8 private key in PEM; openssl pkcs8 -topk8 -nodes makes one of"
            + " others");
  }
}
