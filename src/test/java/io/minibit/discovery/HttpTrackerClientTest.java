package io.minibit.discovery;

import static io.minibit.discovery.TrackerClientsTest.announce;
import static io.minibit.discovery.TrackerClientsTest.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.TrackerFailureException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 26: the client against hostile trackers on real sockets. */
class HttpTrackerClientTest {
  private static final byte[] SOUND = "d8:intervali60e5:peers0:e".getBytes(US_ASCII);

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private Vertx vertx;
  private HttpTrackerClient client;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    client = new HttpTrackerClient(vertx, "0.0.0.0");
  }

  @AfterEach
  void close() throws Exception {
    await(client.close());
    await(vertx.close());
  }

  private TrackerUrl tracker(String host, Consumer<HttpServerRequest> script) throws Exception {
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      heard.add(request.uri());
                      script.accept(request);
                    })
                .listen(0, host));
    return TrackerUrl.parse("http://" + host + ":" + server.actualPort() + "/SECRET/announce");
  }

  private TrackerUrl tracker(Consumer<HttpServerRequest> script) throws Exception {
    return tracker("127.0.0.1", script);
  }

  private AnnounceAnswer ask(TrackerUrl url) throws Exception {
    return await(
        client.announce(url, announce(InfoHash.of(new byte[20]), 1, 0, AnnounceEvent.NONE)));
  }

  private void fails(TrackerUrl url, String message) {
    assertThatThrownBy(() -> ask(url))
        .cause()
        .isInstanceOf(TrackerAwayException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(url.toString())
        .hasMessageNotContaining("SECRET");
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static void zipped(HttpServerRequest request, byte[] plain) {
    assertThat(request.getHeader("accept-encoding")).contains("gzip");
    request.response().putHeader("content-encoding", "gzip").end(Buffer.buffer(gzip(plain)));
  }

  private static void redirect(HttpServerRequest request, String to) {
    request.response().setStatusCode(302).putHeader("location", to).end();
  }

  @Test
  void gzipIsUnderstood() throws Exception {
    assertThat(ask(tracker(request -> zipped(request, SOUND))).interval()).isEqualTo(60);
  }

  @Test
  void aGzipBombIsDropped() throws Exception {
    fails(tracker(request -> zipped(request, new byte[64 << 20])), "larger than 1 MiB");
  }

  @Test
  void anEndlessBodyIsDropped() throws Exception {
    TrackerUrl url =
        tracker(
            request -> {
              HttpServerResponse response = request.response().setChunked(true);
              pour(response);
              response.drainHandler(more -> pour(response));
            });
    fails(url, "larger than 1 MiB");
  }

  private static void pour(HttpServerResponse response) {
    while (!response.writeQueueFull() && !response.closed()) {
      var unused = response.write(Buffer.buffer(new byte[8192]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 500, 503, 204})
  void aStatusIsTold(int status) throws Exception {
    TrackerUrl url = tracker(request -> request.response().setStatusCode(status).end());
    fails(url, "answered with HTTP status " + status);
  }

  @Test
  void aNoIsToldWhateverTheStatus() throws Exception {
    TrackerUrl url =
        tracker(request -> request.response().setStatusCode(403).end("d14:failure reason2:noe"));
    assertThatThrownBy(() -> ask(url))
        .cause()
        .isInstanceOf(TrackerFailureException.class)
        .hasMessage("no");
  }

  @Test
  void aPageIsNoAnswer() throws Exception {
    fails(tracker(request -> request.response().end("<html>")), "no tracker's answer");
  }

  @Test
  void aConnectionThatBreaksIsToldPlainly() throws Exception {
    fails(tracker(request -> request.connection().close()), "cannot ask");
  }

  @Test
  void redirectsAreFollowedByPathAndByUrl() throws Exception {
    TrackerUrl last = tracker(request -> request.response().end(Buffer.buffer(SOUND)));
    TrackerUrl first =
        tracker(
            request ->
                redirect(
                    request, request.path().equals("/other") ? last + "/announce?a=b" : "/other"));
    assertThat(ask(first).interval()).isEqualTo(60);
    assertThat(heard).hasSize(3).last().asString().isEqualTo("/announce?a=b");
  }

  @Test
  void redirectsInACircleEnd() throws Exception {
    fails(tracker(request -> redirect(request, request.uri())), "again and again");
    assertThat(heard).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd?SECRET",
        "ftp://127.0.0.1/SECRET",
        "udp://127.0.0.1:1/SECRET",
        "jar:SECRET",
        "http://a b/SECRET",
        "http://u:SECRET@127.0.0.1/",
        ""
      })
  void redirectsElsewhereAreRefused(String to) throws Exception {
    TrackerUrl url =
        tracker(
            request -> {
              if (heard.size() > 1) {
                throw new AssertionError("asked again");
              }
              redirect(request, to.isEmpty() ? "//" : to);
            });
    fails(url, "it redirects to what is no URL of a tracker");
  }

  /** Here only 127.0.0.1 counts as local, so that 127.0.0.2 can play a tracker of elsewhere. */
  @Test
  void aTrackerOfElsewhereMustNotRedirectToLocalServices() throws Exception {
    await(client.close());
    client =
        new HttpTrackerClient(
            vertx,
            "0.0.0.0",
            new HttpClientOptions(),
            address -> address.getHostAddress().equals("127.0.0.1"));
    TrackerUrl local = tracker(request -> request.response().end(Buffer.buffer(SOUND)));
    TrackerUrl elsewhere = tracker("127.0.0.2", request -> redirect(request, local + "/SECRET"));
    fails(elsewhere, "it redirects into a private network, to " + local);
    assertThat(heard).hasSize(1);
    assertThat(ask(tracker(request -> redirect(request, local + "/SECRET"))).interval())
        .isEqualTo(60);
  }

  @Test
  void aQueryThatIsThereStays() throws Exception {
    TrackerUrl url = tracker(request -> request.response().end(Buffer.buffer(SOUND)));
    ask(TrackerUrl.parse(url + "/announce?passkey=x"));
    assertThat(heard.take()).startsWith("/announce?passkey=x&info_hash=%00%00");
    assertThat(List.copyOf(heard)).isEmpty();
  }

  @Test
  void httpsIsSpokenToWhoHasACertificateThatIsTrusted(@TempDir Path folder) throws Exception {
    PfxOptions certificate = certificate(folder);
    HttpServer server =
        await(
            vertx
                .createHttpServer(
                    new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate))
                .requestHandler(request -> request.response().end(Buffer.buffer(SOUND)))
                .listen(0, "127.0.0.1"));
    TrackerUrl url = TrackerUrl.parse("https://127.0.0.1:" + server.actualPort() + "/SECRET");

    fails(url, "SSL");

    await(client.close());
    HttpClientOptions trusting = new HttpClientOptions().setTrustOptions(certificate);
    client = new HttpTrackerClient(vertx, "0.0.0.0", trusting, address -> true);
    assertThat(ask(url).interval()).isEqualTo(60);
  }

  private static PfxOptions certificate(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "tracker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=tracker",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.txt").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    return new PfxOptions().setPath(store.toString()).setPassword("changeit");
  }
}
