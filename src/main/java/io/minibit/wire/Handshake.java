package io.minibit.wire;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 68 bytes that open a connection (BEP 3):
 *
 * <pre>
 *  1 byte   19
 * 19 bytes  "BitTorrent protocol"
 *  8 bytes  reserved: {@link Capabilities}
 * 20 bytes  info hash; a v2 one is truncated (BEP 52)
 * 20 bytes  peer id
 * </pre>
 *
 * @param capabilities what the sender promises
 * @param infoHash of 20 bytes, as on the wire
 * @param peerId the sender's
 */
public record Handshake(Capabilities capabilities, InfoHash infoHash, PeerId peerId) {
  /** In bytes. */
  public static final int LENGTH = 68;

  static final byte[] PROTOCOL = "\u0013BitTorrent protocol".getBytes(StandardCharsets.ISO_8859_1);

  public Handshake {
    if (infoHash.isV2()) {
      throw new IllegalArgumentException("an info hash on the wire has 20 bytes");
    }
  }

  byte[] toBytes() {
    ByteBuf out = Unpooled.buffer(LENGTH, LENGTH);
    writeTo(out);
    return out.array();
  }

  /** Appends the handshake. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(PROTOCOL);
    out.writeBytes(capabilities.toBytes());
    out.writeBytes(infoHash.bytes());
    out.writeBytes(peerId.bytes());
  }

  /**
   * Reads a handshake.
   *
   * @param in has at least {@link #LENGTH} bytes; the rest stays unread
   * @throws WireException if it is another protocol
   */
  public static Handshake read(ByteBuf in) {
    byte[] protocol = bytes(in, PROTOCOL.length);
    if (!Arrays.equals(protocol, PROTOCOL)) {
      throw new WireException("not a BitTorrent handshake");
    }
    Capabilities capabilities = Capabilities.of(bytes(in, 8));
    InfoHash infoHash = InfoHash.of(bytes(in, InfoHash.V1_LENGTH));
    return new Handshake(capabilities, infoHash, PeerId.of(bytes(in, PeerId.LENGTH)));
  }

  private static byte[] bytes(ByteBuf in, int length) {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return bytes;
  }
}
