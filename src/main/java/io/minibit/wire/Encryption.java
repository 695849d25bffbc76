package io.minibit.wire;

import io.minibit.metainfo.InfoHash;
import io.netty.buffer.ByteBuf;

/**
 * What an encrypted handshake agreed on. It is fired as a user event by {@link EncryptionHandler}.
 */
public final class Encryption {
  private final InfoHash infoHash;
  private final CryptoMethod method;
  private final Rc4 sending;
  private final Rc4 receiving;

  /** Bytes still to come that are encrypted whatever the method is. */
  private int firstPayload;

  Encryption(InfoHash infoHash, CryptoMethod method, Rc4 sending, Rc4 receiving, int firstPayload) {
    this.infoHash = infoHash;
    this.method = method;
    this.sending = sending;
    this.receiving = receiving;
    this.firstPayload = firstPayload;
  }

  /** The torrent, of 20 bytes as on the wire; the handshake that follows must name the same. */
  public InfoHash infoHash() {
    return infoHash;
  }

  /** What becomes of the rest. */
  public CryptoMethod method() {
    return method;
  }

  /** Whether nothing is encrypted from now on. */
  boolean isOver() {
    return method == CryptoMethod.PLAIN && firstPayload == 0;
  }

  /** Decrypts what is readable, in place. */
  void decrypt(ByteBuf in) {
    int length = in.readableBytes();
    if (method == CryptoMethod.PLAIN) {
      length = Math.min(length, firstPayload);
      firstPayload -= length;
    }
    receiving.apply(in, in.readerIndex(), in, in.readerIndex(), length);
  }

  /** Whether what is sent is encrypted. */
  boolean encrypts() {
    return method == CryptoMethod.RC4;
  }

  /** Appends the readable bytes, encrypted; they themselves may be shared and stay as they are. */
  void encrypt(ByteBuf from, ByteBuf to) {
    int length = from.readableBytes();
    to.ensureWritable(length);
    sending.apply(from, from.readerIndex(), to, to.writerIndex(), length);
    to.writerIndex(to.writerIndex() + length);
  }
}
