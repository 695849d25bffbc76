package io.minibit.interop;

import com.sun.net.httpserver.HttpServer;
import io.minibit.bencode.BencodeWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An HTTP tracker that knows one peer, on loopback, of whatever torrent. */
public final class OnePeerTracker implements AutoCloseable {
  private final HttpServer server;

  private OnePeerTracker(HttpServer server) {
    this.server = server;
  }

  /** Knows the peer that listens on a port. */
  public static OnePeerTracker of(int port) throws IOException {
    byte[] peers = {127, 0, 0, 1, (byte) (port >>> 8), (byte) port};
    byte[] answer =
        new BencodeWriter()
            .beginDictionary()
            .key("interval")
            .integer(1800)
            .key("peers")
            .string(peers)
            .end()
            .toByteArray();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/announce",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return new OnePeerTracker(server);
  }

  /** Where it is asked. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/announce";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
