package io.minibit.web;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.Endpoint;
import io.minibit.api.Event;
import io.minibit.api.NodeDescription;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferDetails;
import io.minibit.api.TransferList;
import io.minibit.api.TransferState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A web door on a free port in front of a peer that a test plays. */
final class WebDoor implements AutoCloseable {
  /** The page shows what happens on the node that answers by this name, and no other. */
  private static final String NODE = "studio";

  private static final NodeDescription DESCRIPTION =
      new NodeDescription(
          NODE, "test", "127.0.0.1", 1, List.of(), List.of(), "/downloads", List.of(), 0);

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final Map<String, Transfer> transfers = new ConcurrentSkipListMap<>();
  final Map<String, TransferDetails> details = new ConcurrentSkipListMap<>();
  final List<PeerRequest> requests = new CopyOnWriteArrayList<>();
  final int port;

  private WebDoor(WebSettings settings) throws Exception {
    Endpoint<PeerRequest> endpoint = new Endpoint<>(ApiJson::peerRequest, this::answer);
    vertx.eventBus().<Object>localConsumer(Addresses.PEER, endpoint::handle);
    AtomicInteger bound = new AtomicInteger();
    await(vertx.deployVerticle(new WebVerticle(settings, List.of(), bound::set)));
    port = bound.get();
  }

  static WebDoor open(String token) throws Exception {
    return open("127.0.0.1", token, null, null);
  }

  static WebDoor open(String host, String token, String certificate, String key) throws Exception {
    return new WebDoor(
        new WebSettings(
            host, 0, List.of("box.lan"), token, certificate, key, null, Set.of(Addresses.PEER)));
  }

  static Transfer transfer(String name, TransferState state, double progress) {
    return new Transfer(
        "old:" + name,
        name,
        1_000_000L,
        state,
        progress,
        false,
        Math.round(1_000_000 * progress),
        0,
        1000,
        0,
        1,
        1,
        null,
        "/downloads",
        null,
        null,
        null);
  }

  void put(Event.Type type, Transfer transfer) {
    transfers.put(transfer.id(), transfer);
    vertx.eventBus().publish(Addresses.EVENTS, ApiJson.json(new Event(type, NODE, transfer)));
  }

  private Future<? extends Record> answer(PeerRequest request) {
    requests.add(request);
    if (request instanceof PeerRequest.Details asked) {
      TransferDetails known = details.get(asked.id());
      return Future.succeededFuture(
          known == null ? TransferDetails.of(transfers.get(asked.id())) : known);
    }
    if (request instanceof PeerRequest.DescribeNode) {
      return Future.succeededFuture(DESCRIPTION);
    }
    return Future.succeededFuture(new TransferList(List.copyOf(transfers.values())));
  }

  /** Says these bytes over a new connection and answers all that comes back until it is closed. */
  String say(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
    return socket;
  }

  /** A request with these header lines; the status of the answer. */
  int status(String firstLine, String... headers) throws IOException {
    return statusOf(answer(firstLine, "", headers));
  }

  static int statusOf(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  String answer(String firstLine, String body, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(firstLine + " HTTP/1.1\r\n");
    if (List.of(headers).stream().noneMatch(line -> line.startsWith("Host:"))) {
      request.append("Host: 127.0.0.1:").append(port).append("\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("Content-Length: ").append(body.length()).append("\r\n");
    request.append("Connection: close\r\n\r\n").append(body);
    return say(request.toString());
  }

  /** Reads until that text has come. */
  static String readUntil(InputStream input, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = input.read();
      if (next < 0) {
        throw new AssertionError("ended after: " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
