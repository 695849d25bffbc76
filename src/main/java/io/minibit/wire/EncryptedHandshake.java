package io.minibit.wire;

import io.minibit.metainfo.InfoHash;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * The handshake that hides what a connection is (Message Stream Encryption, which has no BEP). It
 * does no I/O: bytes go in, bytes come out. A dials, B listens; S is the secret of their key
 * exchange, K the 20 bytes of the torrent's info hash; braces are encrypted.
 *
 * <pre>
 * A  public key: 96, padding: 0 to 512
 * B  public key: 96, padding: 0 to 512
 * A  H("req1" S): 20, H("req2" K) xor H("req3" S): 20,
 *    { zeros: 8, offered methods: 4, length: 2, padding: 0 to 512, length: 2, first payload }
 * B  { zeros: 8, chosen method: 4, length: 2, padding: 0 to 512 }
 * </pre>
 *
 * <p>Padding has no length where the keys are, so each side looks for what must follow: B for the
 * first hash, A for the encrypted zeros. Neither looks at more than the longest padding.
 */
abstract sealed class EncryptedHandshake permits EncryptedInitiator, EncryptedResponder {
  /** The longest padding. */
  static final int MAX_PADDING = 512;

  /** Zeros that tell whether both sides have the same key. */
  static final int ZEROS = 8;

  /** Zeros, methods, and the length of the padding. */
  static final int HEAD = ZEROS + Integer.BYTES + Short.BYTES;

  final FieldReader fields = new FieldReader();
  final RandomGenerator chance;
  final KeyExchange exchange;
  final EncryptionPolicy policy;

  EncryptedHandshake(EncryptionPolicy policy, RandomGenerator chance) {
    if (!policy.allowsEncrypted()) {
      throw new IllegalArgumentException("encrypted connections are off");
    }
    this.policy = policy;
    this.chance = chance;
    this.exchange = new KeyExchange(chance);
  }

  /** Appends what is to be sent before anything was received. */
  abstract void start(ByteBuf out);

  /**
   * Reads what came.
   *
   * @param in read as far as the handshake goes
   * @param out gets the answer, if there is one
   * @return null until the handshake is over
   * @throws WireException if this is no encrypted handshake, or there is nothing to agree on
   */
  abstract Encryption read(ByteBuf in, ByteBuf out);

  final void writeKey(ByteBuf out) {
    out.writeBytes(exchange.publicKey());
    out.writeBytes(padding());
  }

  final byte[] padding() {
    byte[] padding = new byte[chance.nextInt(MAX_PADDING + 1)];
    chance.nextBytes(padding);
    return padding;
  }

  static int paddingLength(int length) {
    if (length > MAX_PADDING) {
      throw new WireException("encrypted handshake: padding of " + length + " bytes");
    }
    return length;
  }

  static byte[] begin(byte[] secret) {
    return Sha1.of(ascii("req1"), secret);
  }

  /** By this a torrent is found before its info hash is known. */
  static byte[] torrentName(InfoHash infoHash) {
    return Sha1.of(ascii("req2"), infoHash.truncated());
  }

  /** The torrent's name to and from what hides it. */
  static byte[] mask(byte[] name, byte[] secret) {
    byte[] masked = Sha1.of(ascii("req3"), secret);
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= name[i];
    }
    return masked;
  }

  /** Of what the dialling side sends. */
  static Rc4 initiatorCipher(byte[] secret, InfoHash infoHash) {
    return Rc4.discarding(Sha1.of(ascii("keyA"), secret, infoHash.truncated()));
  }

  /** Of what the listening side sends. */
  static Rc4 responderCipher(byte[] secret, InfoHash infoHash) {
    return Rc4.discarding(Sha1.of(ascii("keyB"), secret, infoHash.truncated()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
