package io.minibit.cli;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A bridge that takes one connection, notes what it is sent, and answers as a test says. */
final class ScriptedBridge implements AutoCloseable {
  /** What it does with a connection once the first message has come. */
  interface Script {
    void run(JsonObject request, DataOutputStream answer) throws IOException;
  }

  final BlockingQueue<JsonObject> requests = new LinkedBlockingQueue<>();
  private final ServerSocket server;

  ScriptedBridge(Script script) throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    var thread = new Thread(() -> serve(script));
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  static void write(DataOutputStream out, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  private void serve(Script script) {
    try (Socket socket = server.accept()) {
      var input = new DataInputStream(socket.getInputStream());
      byte[] frame = input.readNBytes(input.readInt());
      var request = new JsonObject(new String(frame, StandardCharsets.UTF_8));
      requests.add(request);
      script.run(request, new DataOutputStream(socket.getOutputStream()));
    } catch (IOException clientWentAway) {
      // The client's own complaint is what the test looks at.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
