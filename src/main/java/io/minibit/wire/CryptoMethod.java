package io.minibit.wire;

import java.util.EnumSet;
import java.util.Set;

/** What becomes of a connection once its encrypted handshake is over. */
public enum CryptoMethod {
  /** The rest is not encrypted. */
  PLAIN(1),
  /** All of it is encrypted. */
  RC4(2);

  /** Its bit in what a peer offers and in what is chosen. */
  final int bit;

  CryptoMethod(int bit) {
    this.bit = bit;
  }

  static int bits(Set<CryptoMethod> methods) {
    int bits = 0;
    for (CryptoMethod method : methods) {
      bits |= method.bit;
    }
    return bits;
  }

  /** Bits that nobody here knows mean nothing. */
  static Set<CryptoMethod> of(int bits) {
    EnumSet<CryptoMethod> methods = EnumSet.noneOf(CryptoMethod.class);
    for (CryptoMethod method : values()) {
      if ((bits & method.bit) != 0) {
        methods.add(method);
      }
    }
    return methods;
  }
}
