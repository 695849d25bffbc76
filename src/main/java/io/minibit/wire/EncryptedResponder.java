package io.minibit.wire;

import io.minibit.metainfo.InfoHash;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The side of an {@link EncryptedHandshake} that listens. */
final class EncryptedResponder extends EncryptedHandshake {
  private enum Waiting {
    KEY,
    BEGIN,
    TORRENT,
    METHODS,
    PADDING
  }

  private final TorrentKeys torrents;
  private Waiting waiting = Waiting.KEY;
  private byte[] secret;
  private InfoHash infoHash;
  private Rc4 sending;
  private Rc4 receiving;
  private CryptoMethod method;
  private int padding;

  /** A handshake for one connection, to one of these torrents. */
  EncryptedResponder(TorrentKeys torrents, EncryptionPolicy policy, RandomGenerator chance) {
    super(policy, chance);
    this.torrents = torrents;
  }

  @Override
  void start(ByteBuf out) {
    // Who listens waits for the other's key; a scanner gets no byte.
  }

  @Override
  Encryption read(ByteBuf in, ByteBuf out) {
    if (waiting == Waiting.KEY) {
      byte[] key = fields.take(KeyExchange.LENGTH, in);
      if (key == null) {
        return null;
      }
      secret = exchange.secret(key);
      writeKey(out);
      waiting = Waiting.BEGIN;
    }
    if (waiting == Waiting.BEGIN) {
      if (!fields.skipPast(begin(secret), MAX_PADDING, in)) {
        return null;
      }
      waiting = Waiting.TORRENT;
    }
    if (waiting == Waiting.TORRENT) {
      byte[] masked = fields.take(Sha1.LENGTH, in);
      if (masked == null) {
        return null;
      }
      find(masked);
      waiting = Waiting.METHODS;
    }
    if (waiting == Waiting.METHODS) {
      byte[] head = fields.take(HEAD, in);
      if (head == null) {
        return null;
      }
      choose(head);
      waiting = Waiting.PADDING;
    }
    byte[] rest = fields.take(padding + Short.BYTES, in);
    if (rest == null) {
      return null;
    }
    receiving.apply(rest);
    answer(out);
    int firstPayload = ByteBuffer.wrap(rest).getShort(padding) & 0xFFFF;
    return new Encryption(infoHash, method, sending, receiving, firstPayload);
  }

  private void find(byte[] masked) {
    infoHash =
        torrents
            .find(mask(masked, secret))
            .orElseThrow(() -> new WireException("encrypted handshake: a torrent not known here"));
    sending = responderCipher(secret, infoHash);
    receiving = initiatorCipher(secret, infoHash);
  }

  private void choose(byte[] encrypted) {
    receiving.apply(encrypted);
    ByteBuffer head = ByteBuffer.wrap(encrypted);
    if (head.getLong() != 0) {
      throw new WireException("encrypted handshake: another key");
    }
    int bits = head.getInt();
    Set<CryptoMethod> common = CryptoMethod.of(bits);
    common.retainAll(policy.methods());
    if (common.isEmpty()) {
      throw new WireException("encrypted handshake: methods " + Integer.toHexString(bits));
    }
    // Plain costs neither side a thing.
    method = common.contains(CryptoMethod.PLAIN) ? CryptoMethod.PLAIN : CryptoMethod.RC4;
    padding = paddingLength(head.getShort() & 0xFFFF);
  }

  private void answer(ByteBuf out) {
    byte[] padding = padding();
    ByteBuffer hidden =
        ByteBuffer.allocate(HEAD + padding.length)
            .put(new byte[ZEROS])
            .putInt(method.bit)
            .putShort((short) padding.length)
            .put(padding);
    sending.apply(hidden.array());
    out.writeBytes(hidden.array());
  }
}
