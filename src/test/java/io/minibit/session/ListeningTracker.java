package io.minibit.session;

import com.sun.net.httpserver.HttpServer;
import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.HttpTrackerAnswer;
import io.minibit.tracker.protocol.SwarmCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP tracker on loopback that notes the events it hears of, whatever the torrent. */
final class ListeningTracker implements AutoCloseable {
  private static final Pattern EVENT = Pattern.compile("[?&]event=([a-z]+)");

  private final HttpServer server;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private ListeningTracker(int status, byte[] answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/announce",
        exchange -> {
          Matcher event = EVENT.matcher(exchange.getRequestURI().getRawQuery());
          events.add(event.find() ? event.group(1) : "again");
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  /** Names one peer. */
  static ListeningTracker naming(InetSocketAddress peer) throws IOException {
    byte[] answer =
        new BencodeWriter()
            .beginDictionary()
            .key("interval")
            .integer(1800)
            .key("peers")
            .string(ToldAddressesTest.compact(peer, peer.getPort()))
            .end()
            .toByteArray();
    return new ListeningTracker(200, answer);
  }

  /** Names nobody, and says whom it sees (BEP 24). */
  static ListeningTracker seeing(byte[] address) throws IOException {
    byte[] answer =
        new BencodeWriter()
            .beginDictionary()
            .key("external ip")
            .string(address)
            .key("interval")
            .integer(1800)
            .end()
            .toByteArray();
    return new ListeningTracker(200, answer);
  }

  /** From now on it is scraped, too. */
  void count(InfoHash hash, int seeders, int leechers) {
    byte[] answer = HttpTrackerAnswer.scraped(Map.of(hash, new SwarmCounts(seeders, 0, leechers)));
    server.createContext(
        "/scrape",
        exchange -> {
          events.add("scrape");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
  }

  /** Is not where it was. */
  static ListeningTracker lost() throws IOException {
    return new ListeningTracker(404, new byte[] {'-'});
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/announce";
  }

  /** The next event; null if none comes. */
  String next() throws InterruptedException {
    return events.poll(60, TimeUnit.SECONDS);
  }

  /** Whether nobody has asked it, but for what was taken by {@link #next}. */
  boolean isUnknown() {
    return events.isEmpty();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
