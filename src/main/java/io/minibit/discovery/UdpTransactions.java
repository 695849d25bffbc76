package io.minibit.discovery;

import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.RefusedException;
import io.minibit.tracker.protocol.UdpTrackerAnswer;
import io.minibit.transport.Datagrams;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions and answers of BEP 15 on one socket. What ties an answer to its question is the
 * transaction id, which chance chose, and the address that it comes from; all else is ignored.
 *
 * <p>On one context. {@link #close} it.
 */
final class UdpTransactions {
  private static final Logger log = LoggerFactory.getLogger(UdpTransactions.class);

  /** A burst of answers of 1200 bytes. */
  private static final int RECEIVE_BUFFER = 128 * 1024;

  /** One a torrent and tracker; more at once is a loop gone wild, not a user. */
  static final int MAX_OPEN = 1024;

  private final Vertx vertx;
  private final RandomGenerator random;
  private final List<Long> patience;
  private final DatagramSocket socket;
  private final Future<DatagramSocket> bound;
  private final Map<Integer, Question> open = new HashMap<>();

  /**
   * Opens a socket.
   *
   * @param patience milliseconds to wait after each time that a question is sent
   */
  UdpTransactions(Vertx vertx, InetAddress local, RandomGenerator random, List<Long> patience) {
    this.vertx = vertx;
    this.random = random;
    this.patience = patience;
    this.socket =
        vertx.createDatagramSocket(
            Datagrams.options(local instanceof Inet6Address, RECEIVE_BUFFER));
    this.bound = socket.handler(this::received).listen(0, local.getHostAddress());
  }

  /** One question that waits. */
  private static final class Question {
    final PeerAddress tracker;
    final Buffer datagram;
    final Promise<UdpTrackerAnswer> answer = Promise.promise();
    long timer = -1;

    Question(PeerAddress tracker, Buffer datagram) {
      this.tracker = tracker;
      this.datagram = datagram;
    }
  }

  /**
   * Asks, again while there is no answer.
   *
   * @param request makes the datagram of a transaction id
   * @return fails with {@link UdpExchange.NoAnswerException} or with what the network said
   */
  Future<UdpTrackerAnswer> ask(PeerAddress tracker, IntFunction<byte[]> request) {
    if (open.size() >= MAX_OPEN) {
      return Future.failedFuture(new IllegalStateException("too many questions at once"));
    }
    int id = random.nextInt();
    while (open.containsKey(id)) {
      id++;
    }
    int transactionId = id;
    Question question = new Question(tracker, Buffer.buffer(request.apply(transactionId)));
    open.put(transactionId, question);
    bound
        .onSuccess(ready -> send(transactionId, question, 0))
        .onFailure(cause -> fail(transactionId, cause));
    return question.answer.future();
  }

  /** Fails what waits. */
  Future<Void> close(Throwable why) {
    List.copyOf(open.keySet()).forEach(id -> fail(id, why));
    return socket.close();
  }

  private void send(int id, Question question, int attempt) {
    if (open.get(id) != question) {
      return;
    }
    if (attempt == patience.size()) {
      fail(id, new UdpExchange.NoAnswerException());
      return;
    }
    socket
        .send(question.datagram, question.tracker.port(), question.tracker.ip())
        .onFailure(cause -> fail(id, cause));
    question.timer =
        vertx.setTimer(patience.get(attempt), fired -> send(id, question, attempt + 1));
  }

  private void received(DatagramPacket packet) {
    Optional<PeerAddress> sender = Datagrams.sender(packet);
    if (sender.isPresent()) {
      try {
        boolean ipv6 = sender.get().address() instanceof Inet6Address;
        answered(sender.get(), UdpTrackerAnswer.parse(packet.data().getBytes(), ipv6));
      } catch (RefusedException noise) {
        log.debug("{} sent what is no answer: {}", sender.get(), noise.getMessage());
      }
    }
  }

  private void answered(PeerAddress sender, UdpTrackerAnswer answer) {
    Question question = open.get(answer.transactionId());
    if (question != null && question.tracker.equals(sender)) {
      open.remove(answer.transactionId());
      vertx.cancelTimer(question.timer);
      question.answer.complete(answer);
    }
  }

  private void fail(int id, Throwable cause) {
    Question question = open.remove(id);
    if (question != null) {
      vertx.cancelTimer(question.timer);
      question.answer.fail(cause);
    }
  }
}
