package io.minibit.wire;

import java.util.EnumSet;
import java.util.Set;

/** How a node deals with encrypted connections. */
public enum EncryptionPolicy {
  /** They are neither accepted nor dialled. */
  OFF,
  /** They are accepted, and dialled when a plain one fails; the payload is plain if possible. */
  ALLOWED,
  /** No others are accepted or dialled, and the payload is encrypted too. */
  REQUIRED;

  /** Whether a connection may open with a plain handshake. */
  public boolean allowsPlain() {
    return this != REQUIRED;
  }

  /** Whether a connection may open with an encrypted handshake. */
  public boolean allowsEncrypted() {
    return this != OFF;
  }

  /** What is offered and accepted in an encrypted handshake. */
  Set<CryptoMethod> methods() {
    return switch (this) {
      case OFF -> EnumSet.noneOf(CryptoMethod.class);
      case ALLOWED -> EnumSet.allOf(CryptoMethod.class);
      case REQUIRED -> EnumSet.of(CryptoMethod.RC4);
    };
  }
}
