package io.minibit.session;

import io.minibit.metainfo.InfoHash;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One end of a connection that is made of bytes and knows nothing of our codec, so that it can say
 * what that never would.
 */
final class RawPeer implements AutoCloseable {
  static final int CHOKE = 0;
  static final int UNCHOKE = 1;
  static final int INTERESTED = 2;
  static final int HAVE = 4;
  static final int BITFIELD = 5;
  static final int REQUEST = 6;
  static final int PIECE = 7;
  static final int HAVE_ALL = 14;
  static final int HAVE_NONE = 15;
  static final int REJECT = 16;
  static final int EXTENDED = 20;
  static final int HASH_REQUEST = 21;
  static final int HASHES = 22;
  static final int HASH_REJECT = 23;

  /** A length, a type, and what follows it; a keep-alive has type -1. */
  record Frame(int type, ByteBuffer body) {}

  private static final int PATIENCE_MILLIS = 60_000;
  private static final byte[] PROTOCOL =
      "\u0013BitTorrent protocol".getBytes(StandardCharsets.ISO_8859_1);

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /** Dials from an address of this machine. */
  static RawPeer dial(InetSocketAddress to, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(to, PATIENCE_MILLIS);
    return new RawPeer(socket);
  }

  /** Dials, and shakes hands. */
  static RawPeer meet(InetSocketAddress to, InfoHash torrent, String id) throws IOException {
    RawPeer peer = dial(to, "127.0.0.1");
    peer.handshake(torrent, id);
    peer.readHandshake();
    return peer;
  }

  /** Sends a handshake with the fast extension and the extension protocol. */
  void handshake(InfoHash torrent, String id) throws IOException {
    byte[] reserved = new byte[8];
    reserved[5] = 0x10;
    reserved[7] = 0x04;
    handshake(torrent, id, reserved);
  }

  void handshake(InfoHash torrent, String id, byte[] reserved) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(68).put(PROTOCOL).put(reserved).put(torrent.truncated());
    send(bytes.put(id(id)).array());
  }

  private static byte[] id(String text) {
    return ByteBuffer.allocate(20).put(text.getBytes(StandardCharsets.ISO_8859_1)).array();
  }

  /** The info hash that the other end answers with, or asks for. */
  byte[] readHandshake() throws IOException {
    byte[] bytes = new byte[68];
    in.readFully(bytes);
    return Arrays.copyOfRange(bytes, 28, 48);
  }

  /** Sends bytes as they are. */
  void send(byte... bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends a whole message. */
  void say(int type, byte... body) throws IOException {
    send(frame(type, body));
  }

  static byte[] frame(int type, byte... body) {
    return ByteBuffer.allocate(5 + body.length)
        .putInt(1 + body.length)
        .put((byte) type)
        .put(body)
        .array();
  }

  static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  /** Sends an extension message. */
  void extend(int id, String bencoded) throws IOException {
    byte[] text = bencoded.getBytes(StandardCharsets.ISO_8859_1);
    say(EXTENDED, ByteBuffer.allocate(1 + text.length).put((byte) id).put(text).array());
  }

  /** The next message. */
  Frame next() throws IOException {
    int length = in.readInt();
    if (length == 0) {
      return new Frame(-1, ByteBuffer.allocate(0));
    }
    byte[] body = new byte[length - 1];
    int type = in.readUnsignedByte();
    in.readFully(body);
    return new Frame(type, ByteBuffer.wrap(body));
  }

  /** The next message of that type; others are passed over. */
  Frame await(int type) throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.type() == type) {
        return frame;
      }
    }
  }

  /** Reads on until the other end has closed the connection. */
  void awaitClose() throws IOException {
    try {
      while (in.read() >= 0) {
        // What it had said before.
      }
    } catch (EOFException | SocketException closed) {
      // With a reset, when it had not read all that was sent.
    }
  }

  /** Whether the other end has said nothing and not closed the connection either. */
  boolean isLeftOpen() throws IOException {
    socket.setSoTimeout(1);
    try {
      in.readUnsignedByte();
      return false;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (EOFException | SocketException closed) {
      return false;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
