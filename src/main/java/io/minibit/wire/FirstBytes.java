package io.minibit.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Tells by its first bytes what an incoming connection wants. One port takes three kinds:
 *
 * <ul>
 *   <li>a plain handshake begins with 20 bytes that are always the same;
 *   <li>an encrypted one begins with 96 bytes as if by chance, which are valid UTF-8 less than once
 *       in 2^60 connections;
 *   <li>a bare name is UTF-8 of at most {@value #MAX_NAME} bytes, and nothing marks its end but
 *       silence or a half-close.
 * </ul>
 *
 * So what stops being UTF-8 is encrypted, and what stays it until it ends is a name. Everybody
 * sends a key in one write: of one that is cut short by a silence nothing is expected any more. Two
 * bytes or more of a plain handshake are never a name, however slow the rest is; a single one may
 * be.
 */
public enum FirstBytes {
  /** More has to come, or to stay away. */
  UNDECIDED,
  /** A plain {@link Handshake}. */
  HANDSHAKE,
  /** For {@link EncryptionHandler#listening}. */
  ENCRYPTED,
  /** A bare name, whole. */
  NAME,
  /** None of these: to be closed. */
  NOTHING;

  /** The longest bare name in bytes. */
  public static final int MAX_NAME = 1024;

  /**
   * What they are, while more may come.
   *
   * @param received all of the connection so far; stays unread
   */
  public static FirstBytes of(ByteBuf received) {
    int length = received.readableBytes();
    int alike = handshakeBytes(received);
    if (alike == Handshake.PROTOCOL.length) {
      return HANDSHAKE;
    }
    if (alike < length && !isText(received, false)) {
      return length < KeyExchange.LENGTH ? UNDECIDED : ENCRYPTED;
    }
    return length > MAX_NAME ? NOTHING : UNDECIDED;
  }

  /**
   * What they are, once the sender fell silent for as long as ends a name.
   *
   * @return undecided if more may come all the same, until the connection's deadline
   */
  public static FirstBytes whenSilent(ByteBuf received) {
    FirstBytes sofar = of(received);
    if (sofar != UNDECIDED || !received.isReadable() || startsHandshake(received)) {
      return sofar;
    }
    return isText(received, true) ? NAME : NOTHING;
  }

  /** What they are, once the sender said that there is no more. */
  public static FirstBytes atEnd(ByteBuf received) {
    FirstBytes sofar = whenSilent(received);
    return sofar == UNDECIDED ? NOTHING : sofar;
  }

  private static boolean startsHandshake(ByteBuf received) {
    int alike = handshakeBytes(received);
    return alike > 1 && alike == received.readableBytes();
  }

  private static int handshakeBytes(ByteBuf received) {
    int most = Math.min(received.readableBytes(), Handshake.PROTOCOL.length);
    int alike = 0;
    while (alike < most
        && received.getByte(received.readerIndex() + alike) == Handshake.PROTOCOL[alike]) {
      alike++;
    }
    return alike;
  }

  /** Whether it is UTF-8; a last character that is cut is a fault only at the end. */
  private static boolean isText(ByteBuf received, boolean end) {
    int length = Math.min(received.readableBytes(), MAX_NAME);
    ByteBuffer bytes = received.nioBuffer(received.readerIndex(), length);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    return !decoder.decode(bytes, CharBuffer.allocate(length), end).isError();
  }
}
