package io.minibit.interop;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Transmission's daemon on loopback, with nobody to ask but trackers. It dials no peer of this
 * machine: others have to dial it.
 */
final class Transmission implements AutoCloseable {
  /**
   * It asks and unchokes late, and a tracker that it did not reach it asks again after a minute.
   */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(180);

  private static final String SESSION = "X-Transmission-Session-Id";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final RunningProgram daemon;
  private final Path folder;
  private final int rpc;

  private Transmission(RunningProgram daemon, Path folder, int rpc) {
    this.daemon = daemon;
    this.folder = folder;
    this.rpc = rpc;
  }

  /**
   * Starts one.
   *
   * @param data where content is and comes
   * @param encryption 0 tolerates plain connections, 1 prefers encrypted ones, 2 insists on them
   */
  static Transmission start(Path data, int encryption) throws Exception {
    return start(data, encryption, "127.0.0.1");
  }

  /** The same, whose peers see it at another address of this machine. */
  static Transmission start(Path data, int encryption, String address) throws Exception {
    Path settings =
        Files.createDirectories(data.resolveSibling(data.getFileName() + "-transmission"));
    int rpc = TrackedTorrent.freePort();
    Files.writeString(
        settings.resolve("settings.json"),
        """
        {"download-dir":"%s","bind-address-ipv4":"%s","bind-address-ipv6":"::1",
         "peer-port":%d,"port-forwarding-enabled":false,"rpc-bind-address":"127.0.0.1",
         "rpc-port":%d,"rpc-whitelist":"127.0.0.1","rpc-authentication-required":false,
         "dht-enabled":false,"lpd-enabled":false,"pex-enabled":false,"utp-enabled":false,
         "encryption":%d,"preallocation":0}
        """
            .formatted(data, address, TrackedTorrent.freePort(), rpc, encryption));
    RunningProgram daemon =
        RunningProgram.start(settings, "transmission-daemon", "-f", "-g", settings.toString());
    Transmission started = new Transmission(daemon, settings, rpc);
    started.await("-si", "Daemon version"); // Its door for commands opens a moment after it starts.
    return started;
  }

  /** Adds a torrent file or a magnet link. */
  void add(String what) throws Exception {
    await("-a", what, "success");
  }

  /** Waits until it has announced its one torrent. */
  void awaitAnnounced() throws Exception {
    await("-t", "1", "-it", "Got a list of");
  }

  /** Waits until it has all of its one torrent. */
  void awaitDone() throws Exception {
    await("-t", "1", "-i", "Percent Done: 100%");
  }

  /** Has it send no more than that many thousands of bytes a second, in all. */
  void limitUpload(int kilobytes) throws Exception {
    await("-u", String.valueOf(kilobytes), "success");
  }

  /** Waits until it has no connection. */
  void awaitNoPeers() throws Exception {
    await("-t", "1", "-i", "Peers: connected to 0,");
  }

  /** Bytes that it has sent of its one torrent, the heads of messages included. */
  long uploaded() throws Exception {
    URI door = URI.create("http://127.0.0.1:" + rpc + "/transmission/rpc");
    String question =
        """
        {"method":"torrent-get","arguments":{"fields":["uploadedEver"]}}
        """;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(door).POST(HttpRequest.BodyPublishers.ofString(question));
    // It answers the first with the word that all others have to bear.
    String word =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
            .headers()
            .firstValue(SESSION)
            .orElseThrow();
    String answer =
        HTTP.send(request.header(SESSION, word).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    return new JsonObject(answer)
        .getJsonObject("arguments")
        .getJsonArray("torrents")
        .getJsonObject(0)
        .getLong("uploadedEver");
  }

  /** Asks until the answer holds the last of the words. */
  private void await(String... wordsAndAnswer) throws Exception {
    int last = wordsAndAnswer.length - 1;
    String[] command = new String[last + 2];
    command[0] = "transmission-remote";
    command[1] = "127.0.0.1:" + rpc;
    System.arraycopy(wordsAndAnswer, 0, command, 2, last);
    long start = System.nanoTime();
    while (true) {
      try (RunningProgram remote = RunningProgram.start(folder, command)) {
        if (remote.awaitEnd() == 0 && remote.said().contains(wordsAndAnswer[last])) {
          return;
        }
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          throw new AssertionError(remote.said() + daemon.said());
        }
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  @Override
  public void close() throws IOException {
    daemon.close();
  }
}
