package io.minibit.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One blocking conversation with a node through its TCP event-bus bridge. */
final class Bridge implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream input;

  private final String token;

  Bridge(int port) throws IOException {
    this(InetAddress.getLoopbackAddress(), port, null);
  }

  /**
   * To a node elsewhere.
   *
   * @param token its {@code api.token}, or null where there is none
   */
  Bridge(InetAddress host, int port, String token) throws IOException {
    this.token = token;
    socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Sends one request to the peer and waits for its answer. */
  JsonObject peer(String action, String... namesAndValues) throws IOException {
    JsonObject body = new JsonObject().put("action", action);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      body.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return peer(body);
  }

  JsonObject peer(JsonObject body) throws IOException {
    return request("minibit.peer", body);
  }

  /** Sends one request to an address and waits for its answer. */
  JsonObject request(String address, JsonObject body) throws IOException {
    JsonObject message =
        new JsonObject()
            .put("type", "send")
            .put("address", address)
            .put("replyAddress", "reply")
            .put("body", body);
    if (token != null) {
      message.put("headers", new JsonObject().put("token", token));
    }
    write(message);
    return read();
  }

  /** From now on {@link #read} answers events. */
  void watch() throws IOException {
    write(new JsonObject().put("type", "register").put("address", "minibit.events"));
  }

  /** The body of the next message. */
  JsonObject read() throws IOException {
    byte[] bytes = new byte[input.readInt()];
    input.readFully(bytes);
    JsonObject message = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
    if ("err".equals(message.getString("type"))) {
      throw new IOException("the node answered " + message);
    }
    return message.getJsonObject("body");
  }

  private void write(JsonObject message) throws IOException {
    byte[] bytes = message.encode().getBytes(StandardCharsets.UTF_8);
    socket
        .getOutputStream()
        .write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
