package io.minibit.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A client of raw bytes, polite or not. */
final class BridgeClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket = new Socket();
  private final DataInputStream input;

  BridgeClient(String host, int port) throws IOException {
    this(host, port, 0);
  }

  /** One that keeps little in its own kernel, so that what it does not read stays at the bridge. */
  BridgeClient(String host, int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(host, port));
    socket.setSoTimeout(PATIENCE_MILLIS);
    input = new DataInputStream(socket.getInputStream());
  }

  void send(String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    raw(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  JsonObject receive() throws IOException {
    byte[] bytes = new byte[input.readInt()];
    input.readFully(bytes);
    return new JsonObject(new String(bytes, UTF_8));
  }

  /** Proves that everything sent before was handled; what came meanwhile must have been read. */
  JsonObject ping() throws IOException {
    send("{\"type\":\"ping\"}");
    return receive();
  }

  /** Whether the bridge closes this connection, after whatever it still says. */
  boolean isClosedByTheBridge() throws IOException {
    try {
      while (true) {
        input.skipNBytes(1);
      }
    } catch (EOFException | SocketException gone) {
      return true;
    }
  }

  /** Writes until the bridge's kernel says that nobody is there any more; false after a while. */
  boolean isCutOffWithoutReading() {
    try {
      for (int i = 0; i < 1_000_000; i++) {
        send("{\"type\":\"x\"}");
      }
      return false;
    } catch (IOException gone) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
