package io.minibit.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * A connection to the TCP event-bus bridge of a running node. Each way a message is four bytes of
 * length, highest first, and a JSON object of that length. Blocking and without Vert.x, since a
 * command that asks one thing should not take longer to start than to answer.
 */
final class BridgeConnection implements Closeable {
  private static final int CONNECT_MILLIS = 5_000;

  private static final String REPLY_ADDRESS = "reply";

  /** The longest message read, far more than a node with thousands of transfers answers. */
  static final int MAX_FRAME_BYTES = 16 << 20;

  private final HostPort node;
  private final String token;
  private final Socket socket;
  private final DataInputStream input;

  private BridgeConnection(HostPort node, String token, Socket socket) throws IOException {
    this.node = node;
    this.token = token;
    this.socket = socket;
    this.input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /**
   * Connects.
   *
   * @param environment may hold {@code MINIBIT_API_TOKEN}
   * @param tls how TLS is spoken; plain TCP if empty
   * @throws CliFailure where nobody listens, or TLS does not come about
   */
  static BridgeConnection open(
      HostPort node, Map<String, String> environment, Optional<BridgeTls> tls) {
    var socket = new Socket();
    try {
      var address = new InetSocketAddress(node.host(), node.port());
      if (address.isUnresolved()) {
        throw new CliFailure(node.host() + ": no such host");
      }
      socket.connect(address, CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(CONNECT_MILLIS);
      Socket spoken = tls.isPresent() ? tls.get().over(socket, node) : socket;
      return new BridgeConnection(node, environment.get("MINIBIT_API_TOKEN"), spoken);
    } catch (SSLException refused) {
      throw new CliFailure(node + ": TLS: " + refused.getMessage());
    } catch (IOException unreachable) {
      throw new CliFailure(
          "no node answers at "
              + node
              + " ("
              + unreachable.getMessage()
              + "); its configuration must have an \"api\" section, and --bridge HOST:PORT says"
              + " where that listens");
    }
  }

  /**
   * Sends a message.
   *
   * @param type {@code send} or {@code register}
   * @param replyAddress null where no reply is wanted
   * @param body a JSON object; null where there is none
   */
  void send(String type, String address, String replyAddress, String body) {
    try {
      byte[] json = BridgeFrame.encode(type, address, replyAddress, token, body);
      var frame = ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json);
      socket.getOutputStream().write(frame.array());
    } catch (IOException lost) {
      throw lost(lost.getMessage());
    }
  }

  /**
   * One request, on a connection that is for requests alone.
   *
   * @param body a JSON object
   * @return the reply, a JSON object
   * @throws CliFailure where it is refused, or no reply comes in time
   */
  String ask(String address, String body, int timeoutMillis) {
    send("send", address, REPLY_ADDRESS, body);
    BridgeFrame reply;
    do {
      reply = receive(timeoutMillis);
      if (reply.isFailure()) {
        throw reply.failure(address);
      }
    } while (!REPLY_ADDRESS.equals(reply.address()));
    return reply.body() == null ? "{}" : reply.body();
  }

  /**
   * Waits for the next message.
   *
   * @param timeoutMillis 0 for as long as it takes
   * @throws CliFailure where none comes in time or the connection is lost
   */
  BridgeFrame receive(int timeoutMillis) {
    try {
      socket.setSoTimeout(timeoutMillis);
      int length = input.readInt();
      if (length < 0 || length > MAX_FRAME_BYTES) {
        throw lost(
            "what answers there is no event-bus bridge, or its message is too long; where it speaks"
                + " TLS, add --tls");
      }
      byte[] json = input.readNBytes(length);
      if (json.length < length) {
        throw new EOFException();
      }
      return BridgeFrame.parse(json);
    } catch (EOFException ended) {
      throw lost("the node closed the connection");
    } catch (SocketTimeoutException silent) {
      throw lost("no answer within " + timeoutMillis / 1000 + " s");
    } catch (JsonProcessingException garbled) {
      throw lost("its message is not JSON");
    } catch (IOException lost) {
      throw lost(lost.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // The process is about to end, and nothing was left to be sent.
    }
  }

  private CliFailure lost(String why) {
    return new CliFailure(node + ": " + why);
  }
}
