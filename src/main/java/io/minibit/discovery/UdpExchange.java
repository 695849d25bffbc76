package io.minibit.discovery;

import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.transport.Datagrams;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One question to one tracker, on a socket of its own: sent, sent again while there is no answer,
 * and over with the first answer that makes sense. A fresh source port for each question is all
 * that the name protocol has against forged answers; what comes from elsewhere is ignored.
 *
 * <p>Lives on one context; the socket and the timer end with the future.
 *
 * @param <T> the answer
 */
final class UdpExchange<T> {
  /** A whole datagram, and another one that came before it. */
  private static final int RECEIVE_BUFFER = 128 * 1024;

  private final Vertx vertx;
  private final PeerAddress tracker;
  private final List<Buffer> question;
  private final Function<byte[], Optional<T>> reader;
  private final List<Long> patience;
  private final Promise<T> promise = Promise.promise();
  private final DatagramSocket socket;
  private long timer = -1;
  private boolean over;

  private UdpExchange(
      Vertx vertx,
      TrackerRoute route,
      List<Buffer> question,
      Function<byte[], Optional<T>> reader,
      List<Long> patience) {
    this.vertx = vertx;
    this.tracker = route.tracker();
    this.question = question;
    this.reader = reader;
    this.patience = patience;
    this.socket = vertx.createDatagramSocket(route.socketOptions(RECEIVE_BUFFER));
  }

  /**
   * Asks. To be called on the context that is to own the exchange.
   *
   * @param question datagrams, sent one after another each time
   * @param reader makes sense of a datagram of the tracker, or none
   * @param patience milliseconds to wait after each time that the question is sent
   */
  static <T> UdpExchange<T> start(
      Vertx vertx,
      TrackerRoute route,
      List<Buffer> question,
      Function<byte[], Optional<T>> reader,
      List<Long> patience) {
    UdpExchange<T> exchange = new UdpExchange<>(vertx, route, question, reader, patience);
    exchange
        .socket
        .handler(exchange::received)
        .listen(0, route.local().getHostAddress())
        .onSuccess(bound -> exchange.send(0))
        .onFailure(exchange::cancel);
    return exchange;
  }

  /** The answer; fails with {@link NoAnswerException} or with what the network said. */
  Future<T> answer() {
    return promise.future();
  }

  /** Gives up, unless it is over. */
  void cancel(Throwable why) {
    if (finish()) {
      promise.fail(why);
    }
  }

  private void send(int attempt) {
    if (over) {
      return;
    }
    if (attempt == patience.size()) {
      cancel(new NoAnswerException());
      return;
    }
    for (Buffer datagram : question) {
      socket.send(datagram, tracker.port(), tracker.ip()).onFailure(this::cancel);
    }
    timer = vertx.setTimer(patience.get(attempt), fired -> send(attempt + 1));
  }

  private void received(DatagramPacket packet) {
    if (over || Datagrams.sender(packet).filter(tracker::equals).isEmpty()) {
      return;
    }
    reader
        .apply(packet.data().getBytes())
        .ifPresent(
            answer -> {
              if (finish()) {
                promise.complete(answer);
              }
            });
  }

  private boolean finish() {
    if (over) {
      return false;
    }
    over = true;
    vertx.cancelTimer(timer);
    socket.close();
    return true;
  }

  /** Nothing came, however often the question was sent. */
  static final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswerException() {
      super("no answer", null, false, false);
    }
  }
}
