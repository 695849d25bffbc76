package io.minibit.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The secret that guards the doors, or none. Never printed: it has no text of its own. */
public final class Token {
  /** The header of an event-bus message that bears it. */
  public static final String HEADER = "token";

  private final byte[] secret;

  private Token(byte[] secret) {
    this.secret = secret;
  }

  /** A token; null for a door that needs none. */
  public static Token of(String secret) {
    return new Token(secret == null ? null : secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a door asks for it at all. */
  public boolean isRequired() {
    return secret != null;
  }

  /**
   * Whether somebody may pass. Takes the same time wherever the difference is, so that the answer's
   * delay does not give the token away byte by byte.
   *
   * @param given what they said; null for nothing
   */
  public boolean admits(String given) {
    return secret == null
        || (given != null && MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8)));
  }

  /** The secret's bytes, to derive a key from; empty when there is none. */
  public byte[] bytes() {
    return secret == null ? new byte[0] : secret.clone();
  }
}
