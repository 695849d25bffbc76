package io.minibit.wire;

import io.minibit.metainfo.InfoHash;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The side of an {@link EncryptedHandshake} that dials. */
final class EncryptedInitiator extends EncryptedHandshake {
  private enum Waiting {
    KEY,
    ZEROS,
    METHOD,
    PADDING
  }

  private final InfoHash infoHash;
  private final byte[] firstPayload;
  private Waiting waiting = Waiting.KEY;
  private Rc4 sending;
  private Rc4 receiving;
  private byte[] mark;
  private CryptoMethod method;
  private int padding;

  /**
   * A handshake for one connection.
   *
   * @param firstPayload sent along with it, always encrypted; at most 65,535 bytes
   */
  EncryptedInitiator(
      InfoHash infoHash, byte[] firstPayload, EncryptionPolicy policy, RandomGenerator chance) {
    super(policy, chance);
    if (firstPayload.length > 0xFFFF) {
      throw new IllegalArgumentException("the first payload has " + firstPayload.length + " bytes");
    }
    this.infoHash = infoHash;
    this.firstPayload = firstPayload.clone();
  }

  @Override
  void start(ByteBuf out) {
    writeKey(out);
  }

  @Override
  Encryption read(ByteBuf in, ByteBuf out) {
    if (waiting == Waiting.KEY) {
      byte[] key = fields.take(KeyExchange.LENGTH, in);
      if (key == null) {
        return null;
      }
      answer(exchange.secret(key), out);
      waiting = Waiting.ZEROS;
    }
    if (waiting == Waiting.ZEROS) {
      if (!fields.skipPast(mark, MAX_PADDING, in)) {
        return null;
      }
      waiting = Waiting.METHOD;
    }
    if (waiting == Waiting.METHOD) {
      byte[] choice = fields.take(HEAD - ZEROS, in);
      if (choice == null) {
        return null;
      }
      choose(choice);
      waiting = Waiting.PADDING;
    }
    byte[] rest = fields.take(padding, in);
    if (rest == null) {
      return null;
    }
    receiving.apply(rest);
    return new Encryption(infoHash, method, sending, receiving, 0);
  }

  private void answer(byte[] secret, ByteBuf out) {
    sending = initiatorCipher(secret, infoHash);
    receiving = responderCipher(secret, infoHash);
    mark = new byte[ZEROS];
    receiving.apply(mark);
    byte[] padding = padding();
    ByteBuffer hidden =
        ByteBuffer.allocate(HEAD + padding.length + Short.BYTES + firstPayload.length)
            .put(new byte[ZEROS])
            .putInt(CryptoMethod.bits(policy.methods()))
            .putShort((short) padding.length)
            .put(padding)
            .putShort((short) firstPayload.length)
            .put(firstPayload);
    sending.apply(hidden.array());
    out.writeBytes(begin(secret));
    out.writeBytes(mask(torrentName(infoHash), secret));
    out.writeBytes(hidden.array());
  }

  private void choose(byte[] encrypted) {
    receiving.apply(encrypted);
    ByteBuffer choice = ByteBuffer.wrap(encrypted);
    int bits = choice.getInt();
    Set<CryptoMethod> chosen = CryptoMethod.of(bits);
    if (chosen.size() != 1 || !policy.methods().containsAll(chosen)) {
      throw new WireException("encrypted handshake: method " + Integer.toHexString(bits));
    }
    method = chosen.iterator().next();
    padding = paddingLength(choice.getShort() & 0xFFFF);
  }
}
