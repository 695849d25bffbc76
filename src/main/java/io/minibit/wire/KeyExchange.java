package io.minibit.wire;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * One side of the Diffie-Hellman exchange that opens an encrypted connection: a prime of 768 bits,
 * generator 2, a private key of 160 bits. Numbers are big-endian in 96 bytes.
 */
final class KeyExchange {
  /** Bytes of a public key and of the secret. */
  static final int LENGTH = 96;

  private static final int PRIVATE_LENGTH = 20;

  /** Begins as the prime of Oakley group 1 (RFC 2409, section 6.1) does, and ends otherwise. */
  private static final BigInteger PRIME =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
              + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
              + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563",
          16);

  private static final BigInteger LARGEST = PRIME.subtract(BigInteger.TWO);

  private final BigInteger privateKey;

  KeyExchange(RandomGenerator chance) {
    byte[] bytes = new byte[PRIVATE_LENGTH];
    chance.nextBytes(bytes);
    // The highest bit is set, so that no key is a small number.
    privateKey = new BigInteger(1, bytes).setBit(PRIVATE_LENGTH * Byte.SIZE - 1);
  }

  byte[] publicKey() {
    return bytes(BigInteger.TWO.modPow(privateKey, PRIME));
  }

  /**
   * What both sides know and nobody else.
   *
   * @throws WireException if the other's key would make the secret one that anybody can guess
   */
  byte[] secret(byte[] othersPublicKey) {
    BigInteger other = new BigInteger(1, othersPublicKey);
    if (other.compareTo(BigInteger.TWO) < 0 || other.compareTo(LARGEST) > 0) {
      throw new WireException("encrypted handshake: not a public key");
    }
    return bytes(other.modPow(privateKey, PRIME));
  }

  private static byte[] bytes(BigInteger number) {
    byte[] significant = number.toByteArray();
    byte[] bytes = new byte[LENGTH];
    int length = Math.min(LENGTH, significant.length);
    System.arraycopy(significant, significant.length - length, bytes, LENGTH - length, length);
    return bytes;
  }
}
