package io.minibit.bench;

import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the web door of a node costs: a request over a kept connection while the node has 100
 * transfers under way, the processor time of its event stream, and the bytes of the dashboard's
 * first view.
 */
final class WebBench {
  private static final int TRANSFERS = 100;
  private static final int SIZE = 8 << 20;

  /** Slow enough that all are under way until the end. */
  private static final int BYTES_A_SECOND = 2 << 20;

  private static final int REQUESTS = 3_000;
  private static final int ROUNDS = 5;
  private static final long ROUND_MILLIS = 8_000;
  private static final Pattern REFERENCE =
      Pattern.compile("(?:src=|href=|from |import )[\"']([^\"']+)[\"']");

  private WebBench() {}

  static void run() throws Exception {
    try (Scratch scratch = Scratch.inMemory();
        BenchNode seeder = node(scratch, "seed");
        BenchNode leecher = node(scratch, "leech")) {
      int web = leecher.process().awaitPort("web");
      System.out.printf(
          "%nA node with a dashboard, Java %s%n%n", System.getProperty("java.version"));
      System.out.println("| | figure |");
      System.out.println("| --- | --- |");
      System.out.printf("| bytes of the first view, with headers | %d |%n", firstView(web));
      begin(scratch, seeder, leecher);
      latency(web, "{\"action\":\"node\"}");
      latency(web, "{\"action\":\"list\"}");
      events(leecher, web);
    }
  }

  private static BenchNode node(Scratch scratch, String name) throws Exception {
    return BenchNode.start(
        scratch.folder(name),
        ("'peer': {'host': '127.0.0.1', 'trackers': [], 'allowedDirectories': ['%s']},"
                + " 'web': {'host': '127.0.0.1', 'port': 0}")
            .formatted(scratch.folder()));
  }

  private static void begin(Scratch scratch, BenchNode seeder, BenchNode leecher) throws Exception {
    leecher
        .requests()
        .peer(new JsonObject().put("action", "limits").put("download", BYTES_A_SECOND));
    int port = Scratch.freePort();
    TrackerProcess tracker = TrackerProcess.start(scratch.folder(), port);
    try (tracker) {
      for (int i = 0; i < TRANSFERS; i++) {
        Path content = Scratch.random(seeder.folder().resolve("file" + i), SIZE);
        TransferRun run = TransferRun.of(content, TorrentFormat.V1, 256 * 1024, List.of(), port);
        seeder.get("torrent", run.torrent().toString());
        tracker.awaitSeeder(run.infoHash());
        leecher.get("torrent", run.torrent().toString());
      }
      Thread.sleep(ROUND_MILLIS);
    }
  }

  private static void latency(int port, String body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      double[] micros = new double[REQUESTS];
      int bytes = 0;
      for (int i = -REQUESTS; i < REQUESTS; i++) {
        long begun = System.nanoTime();
        bytes = post(socket, in, body);
        if (i >= 0) {
          micros[i] = (System.nanoTime() - begun) / 1e3;
        }
      }
      Arrays.sort(micros);
      System.out.printf(
          "| `POST /api/peer` `%s`, %d bytes in answer, %d transfers under way: median, 99 %% |"
              + " %.2f ms, %.2f ms |%n",
          body, bytes, TRANSFERS, micros[REQUESTS / 2] / 1e3, micros[REQUESTS * 99 / 100] / 1e3);
    }
  }

  private static int post(Socket socket, InputStream in, String body) throws IOException {
    ask(socket, "POST /api/peer", "Content-Length: " + body.length() + "\r\n", body);
    return answer(in).length;
  }

  private static void ask(Socket socket, String line, String headers, String body)
      throws IOException {
    String request =
        line
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + socket.getPort()
            + "\r\nContent-Type: application/json\r\n"
            + headers
            + "\r\n"
            + body;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** The body of an answer. */
  private static byte[] answer(InputStream in) throws IOException {
    int length = 0;
    String status = line(in);
    if (!status.contains(" 200 ")) {
      throw new IOException("the node answered " + status);
    }
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    return in.readNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("ended after " + line);
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** The page and all that it names, as a browser asks for it. */
  private static long firstView(int port) throws IOException {
    long bytes = 0;
    Set<String> asked = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of("/"));
    while (!next.isEmpty()) {
      String path = next.remove();
      if (!asked.add(path)) {
        continue;
      }
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        ask(socket, "GET " + path, "Connection: close\r\n", "");
        byte[] all = socket.getInputStream().readAllBytes();
        String text = new String(all, StandardCharsets.UTF_8);
        if (!text.startsWith("HTTP/1.1 200")) {
          throw new IOException(path + ": " + text.lines().findFirst().orElse("nothing"));
        }
        bytes += all.length;
        Matcher names = REFERENCE.matcher(text);
        while (names.find()) {
          next.add("/" + names.group(1).replaceFirst("^\\.?/", ""));
        }
      }
    }
    return bytes;
  }

  private static void events(BenchNode node, int port) throws Exception {
    Rounds with = new Rounds();
    Rounds without = new Rounds();
    Rounds bytes = new Rounds();
    load(node); // What compiles now does not in the rounds.
    for (int i = 0; i < ROUNDS; i++) {
      without.add(load(node));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        ask(socket, "GET /api/events", "", "");
        Listening listening = new Listening(socket.getInputStream());
        listening.start();
        Thread.sleep(1_000);
        long before = listening.bytes.get();
        with.add(load(node));
        bytes.add((listening.bytes.get() - before) * 1e3 / ROUND_MILLIS);
      }
    }
    System.out.printf(
        "| share of a core, %d transfers under way: without a listener, with one, the stream by"
            + " itself | %.1f %%, %.1f %%, %.1f %% |%n",
        TRANSFERS, without.median(), with.median(), with.median() - without.median());
    System.out.printf("| bytes a second of the event stream | %.0f |%n", bytes.median());
  }

  /** Percent of a core. */
  private static double load(BenchNode node) throws Exception {
    double before = ProcessFigures.cpuSeconds(node.process().pid());
    long begun = System.nanoTime();
    Thread.sleep(ROUND_MILLIS);
    double seconds = (System.nanoTime() - begun) / 1e9;
    return 100 * (ProcessFigures.cpuSeconds(node.process().pid()) - before) / seconds;
  }

  /** Reads a stream and forgets it. */
  private static final class Listening extends Thread {
    private final InputStream in;
    private final AtomicLong bytes = new AtomicLong();

    Listening(InputStream in) {
      this.in = in;
      setDaemon(true);
    }

    @Override
    public void run() {
      byte[] buffer = new byte[1 << 16];
      try {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          bytes.addAndGet(read);
        }
      } catch (IOException ended) {
        // With the round.
      }
    }
  }
}
