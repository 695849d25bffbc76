package io.minibit.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.SwarmReport;
import io.minibit.api.TrackerStats;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 25: the HTTP door under raw bytes. */
class TrackerHttpTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String ANNOUNCE =
      "/announce?info_hash=%00aaaaaaaaaaaaaaaaaa%ff&peer_id=bbbbbbbbbbbbbbbbbbbb&left=0&port=6881";

  private final AtomicInteger port = new AtomicInteger();
  private Vertx vertx;

  @BeforeEach
  void deploy() throws Exception {
    vertx = Vertx.vertx();
    await(
        vertx.deployVerticle(
            Trackers.verticle(
                Trackers.options("127.0.0.1", 0, 1000),
                "test",
                () -> 0,
                (door, host, bound) -> port.set(bound))));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void whoAnnouncesIsListedWhereItsConnectionComesFrom() throws Exception {
    String answer =
        exchange(
            "GET "
                + ANNOUNCE
                + "&ip=8.8.8.8 HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 9.9.9.9\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith(
            "\r\n\r\nd8:completei1e10:downloadedi0e11:external ip4:\177\0\0\1"
                + "10:incompletei0e8:intervali1800e12:min intervali60e5:peers0:e");
    SwarmReport swarm =
        ApiJson.read(
            await(
                    vertx
                        .eventBus()
                        .<JsonObject>request(
                            Addresses.TRACKER,
                            new JsonObject()
                                .put("action", "swarm")
                                .put("infoHash", "00" + "61".repeat(18) + "ff")))
                .body(),
            SwarmReport.class);
    assertThat(swarm.peers()).containsExactly(new SwarmReport.Peer("127.0.0.1", 6881));
    assertThat(swarm.seeders()).isEqualTo(1);
  }

  @Test
  void aConnectionServesRequestAfterRequest() throws Exception {
    String request = "GET " + ANNOUNCE + " HTTP/1.1\r\nHost: x\r\n\r\n";
    String last =
        "GET /scrape?info_hash=%00aaaaaaaaaaaaaaaaaa%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    String answers = exchange(request + request + last);
    assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(4);
    assertThat(answers).endsWith("d8:completei1e10:downloadedi0e10:incompletei0eeee");
  }

  @Test
  void anOldRequestIsServedAndClosed() throws Exception {
    assertThat(exchange("GET " + ANNOUNCE + " HTTP/1.0\r\n\r\n")).contains("5:peers0:e");
  }

  @Test
  void whatIsWrongWithAnAnnounceIsBencodedWithStatus200() throws Exception {
    assertThat(get("/announce")).startsWith("HTTP/1.1 200 OK").contains("d14:failure reason");
    assertThat(get("/announce?info_hash=%0")).contains("not percent-encoded");
    assertThat(get("/scrape")).startsWith("HTTP/1.1 200 OK").contains("d14:failure reason");
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(get("/")).startsWith("HTTP/1.1 404");
    assertThat(get("/announce/../x")).startsWith("HTTP/1.1 404");
    assertThat(exchange("DELETE /announce HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void aBodyIsNotWaitedFor() throws Exception {
    assertThat(
            exchange(
                "POST " + ANNOUNCE + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\na"))
        .startsWith("HTTP/1.1 400");
    assertThat(
            exchange(
                "GET "
                    + ANNOUNCE
                    + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void aRequestOfOver8KiBIsRefused() throws Exception {
    assertThat(get("/announce?x=" + "a".repeat(8000))).startsWith("HTTP/1.1 200");
    assertThat(get("/announce?x=" + "a".repeat(8200))).contains(" 414 ");
    assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(8200) + "\r\n\r\n"))
        .contains(" 431 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "GET / FTP/1\r\n\r\n",
        "{\"action\":\"EXIT\"}\r\n\r\n"
      })
  void whatIsNoHttpLeavesItAlive(String noise) throws Exception {
    assertThat(exchange(noise)).doesNotContain("200 OK");
    assertThat(get(ANNOUNCE)).startsWith("HTTP/1.1 200");
  }

  /** Half requests take their places; those who come later are served all the same. */
  @Test
  void whoTricklesKeepsNobodyOut() throws Exception {
    Socket[] slow = new Socket[300];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = new Socket(InetAddress.getLoopbackAddress(), port.get());
      slow[i].getOutputStream().write("GET /announce?".getBytes(ISO_8859_1));
    }
    assertThat(get(ANNOUNCE)).startsWith("HTTP/1.1 200");
    slow[0].setSoTimeout(2 * PATIENCE_MILLIS);
    slow[0].getOutputStream().write('x');
    assertThat(slow[0].getInputStream().read()).as("closed at its deadline").isEqualTo(-1);
    for (Socket socket : slow) {
      socket.close();
    }
  }

  @Test
  void bytesAndTimesAreCountedAndRefusalsByReason() throws Exception {
    String request = "GET " + ANNOUNCE + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    String answer = exchange(request);
    TrackerStats stats = stats();
    assertThat(stats.bytesIn()).containsEntry("http", (long) request.length());
    assertThat(stats.bytesOut()).containsEntry("http", (long) answer.length());
    assertThat(stats.received()).containsEntry("http_announce", 1L);
    assertThat(stats.refused()).isEmpty();

    get("/announce?info_hash=1");
    get("/");
    exchange("DELETE /announce HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    exchange("POST /announce HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
    exchange("GET\r\n\r\n");
    stats = stats();
    assertThat(stats.refused())
        .containsOnly(
            Map.entry("bad_info_hash", 1L),
            Map.entry("http_path", 1L),
            Map.entry("http_method", 1L),
            Map.entry("http_body", 1L),
            Map.entry("http_malformed", 1L));
    assertThat(stats.httpAnsweredWithin().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(5);
  }

  private TrackerStats stats() throws Exception {
    return ApiJson.read(
        await(
                vertx
                    .eventBus()
                    .<JsonObject>request(
                        Addresses.TRACKER, new JsonObject().put("action", "stats")))
            .body(),
        TrackerStats.class);
  }

  private String get(String target) throws IOException {
    return exchange("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  /** Sends it and reads until the other side closes. */
  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.get())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
