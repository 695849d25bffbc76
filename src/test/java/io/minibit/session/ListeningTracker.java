package io.minibit.session;

import com.sun.net.httpserver.HttpServer;
import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.HttpTrackerAnswer;
import io.minibit.tracker.protocol.SwarmCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP tracker on loopback that notes the events it hears of, whatever the torrent. */
final class ListeningTracker implements AutoCloseable {
  private static final Pattern HASH = Pattern.compile("(?:^|&)info_hash=([^&]+)");
  private static final Pattern EVENT = Pattern.compile("[?&]event=([a-z]+)");

  private final HttpServer server;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Set<InfoHash> known = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<InfoHash> names = new LinkedBlockingQueue<>();

  private ListeningTracker(int status, byte[] answer) throws IOException {
    this(status, hash -> answer);
  }

  private ListeningTracker(int status, Function<InfoHash, byte[]> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/announce",
        exchange -> {
          String query = exchange.getRequestURI().getRawQuery();
          InfoHash torrent = hash(query);
          byte[] answer = answers.apply(torrent);
          if (known.add(torrent)) {
            names.add(torrent);
          }
          Matcher event = EVENT.matcher(query);
          events.add(event.find() ? event.group(1) : "again");
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  private static InfoHash hash(String query) {
    Matcher hash = HASH.matcher(query);
    if (!hash.find()) {
      throw new AssertionError(query);
    }
    String bytes = URLDecoder.decode(hash.group(1), StandardCharsets.ISO_8859_1);
    return InfoHash.of(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] answer(byte[] peers) {
    return new BencodeWriter()
        .beginDictionary()
        .key("interval")
        .integer(1800)
        .key("peers")
        .string(peers)
        .end()
        .toByteArray();
  }

  /** Names one peer. */
  static ListeningTracker naming(InetSocketAddress peer) throws IOException {
    return new ListeningTracker(200, answer(ToldAddressesTest.compact(peer, peer.getPort())));
  }

  /** Names one peer, to those who ask for it by that name of the torrent. */
  static ListeningTracker naming(InetSocketAddress peer, InfoHash torrent) throws IOException {
    byte[] one = answer(ToldAddressesTest.compact(peer, peer.getPort()));
    byte[] nobody = answer(new byte[0]);
    return new ListeningTracker(200, hash -> hash.equals(torrent) ? one : nobody);
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

  /** Waits until it is asked by a name of a torrent by which it was not asked before. */
  InfoHash nextName() throws InterruptedException {
    return names.poll(60, TimeUnit.SECONDS);
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
