package io.minibit.web;

import io.minibit.api.Token;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who may come in. Programs bear the token itself; browsers get a cookie that proves that its
 * bearer once knew the token without holding it, and that ends with this process. There is nothing
 * to keep for each visitor.
 */
final class SignIn {
  static final String COOKIE = "minibit";

  private static final String BEARER = "Bearer ";
  private static final String MAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final Token token;
  private final String proof;
  private final Token proofs;
  private final boolean encrypted;

  /**
   * A guard.
   *
   * @param encrypted whether cookies may demand an encrypted connection
   */
  SignIn(Token token, SecureRandom random, boolean encrypted) {
    this.token = token;
    this.encrypted = encrypted;
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    this.proof = prove(key, token.bytes());
    this.proofs = Token.of(proof);
  }

  private static String prove(byte[] key, byte[] secret) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return HexFormat.of().formatHex(mac.doFinal(secret));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + MAC, e);
    }
  }

  /** Whether that request bears the token or the cookie, or none is needed. */
  boolean admits(HttpServerRequest request) {
    if (!token.isRequired()) {
      return true;
    }
    String header = request.getHeader("authorization");
    if (header != null && header.startsWith(BEARER)) {
      return token.admits(header.substring(BEARER.length()));
    }
    Cookie cookie = request.getCookie(COOKIE);
    return cookie != null && proofs.admits(cookie.getValue());
  }

  /** Whether that is the token. */
  boolean knows(String given) {
    return token.admits(given);
  }

  /** What a browser that knew the token keeps; other sites' pages cannot make it be sent. */
  Cookie cookie() {
    return Cookie.cookie(COOKIE, proof)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(encrypted)
        .setSameSite(CookieSameSite.STRICT);
  }
}
