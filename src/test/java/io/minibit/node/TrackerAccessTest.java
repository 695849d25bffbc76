package io.minibit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.tracker.server.Access;
import io.minibit.tracker.server.Admission;
import io.minibit.tracker.server.HttpTrackerServer;
import io.minibit.tracker.server.SwarmTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that say whom a tracker serves, as they are at start and as they change. */
class TrackerAccessTest {
  private static final String HASH = "61".repeat(20);
  private static final String QUERY =
      "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&port=1";

  @TempDir private Path folder;
  private Vertx vertx;
  private Path hashes;
  private Path keys;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    hashes = Files.writeString(folder.resolve("hashes"), "# ours\n\n" + HASH + "\n");
    keys =
        Files.writeString(
            folder.resolve("keys"), "good\nold 2001-01-31\nnew 2999-01-31T00:00:00Z\n");
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private String announce(Admission admission, String path) {
    var random = new SplittableRandom(1);
    var table = new SwarmTable(1000, Trackers.LIMITS, random);
    var server = new HttpTrackerServer(table, 1800, admission, random);
    return new String(
        server.announce(InetAddress.getLoopbackAddress(), path, QUERY, 0),
        StandardCharsets.ISO_8859_1);
  }

  private AccessFiles files(Access.Rule rule, Admission admission) {
    return new AccessFiles(vertx, new AccessOptions(rule, hashes, keys, 0, false), admission);
  }

  @Test
  void whatTheFilesSayHolds() throws Exception {
    Admission admission = new Admission(null);
    await(files(Access.Rule.ONLY_LISTED, admission).load());
    assertThat(announce(admission, "/good/announce")).contains("interval");
    assertThat(announce(admission, "/new/announce")).contains("interval");
    assertThat(announce(admission, "/old/announce")).contains("expired");
    assertThat(announce(admission, "/announce")).contains("access key");
    Files.writeString(hashes, "62".repeat(20));
    await(files(Access.Rule.ONLY_LISTED, admission).load());
    assertThat(announce(admission, "/good/announce")).contains("does not serve");
  }

  @Test
  void aFileThatBecomesWrongChangesNothing() throws Exception {
    Admission admission = new Admission(null);
    AccessFiles files = files(Access.Rule.NOT_LISTED, admission);
    await(files.load());
    assertThat(announce(admission, "/good/announce")).contains("does not serve");
    Files.writeString(hashes, "what?");
    assertThatThrownBy(() -> await(files.load())).hasRootCauseInstanceOf(ConfigException.class);
    assertThat(announce(admission, "/good/announce")).contains("does not serve");
  }

  @Test
  void aRunningTrackerReadsThemAgain() throws Exception {
    AtomicInteger port = new AtomicInteger();
    await(
        vertx.deployVerticle(
            Trackers.verticle(
                Trackers.options(
                    "127.0.0.1",
                    0,
                    20,
                    new AccessOptions(Access.Rule.ONLY_LISTED, hashes, null, 0, false)),
                "test",
                Clock::millis,
                (door, host, bound) -> port.set(bound))));
    String url = "http://127.0.0.1:" + port.get() + "/announce?" + QUERY;
    assertThat(get(url)).contains("interval");
    Files.writeString(hashes, "62".repeat(20));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!get(url).contains("does not serve")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aMissingOrWrongFileIsOneLine() throws Exception {
    assertThat(failure("what?", ""))
        .isEqualTo(
            "tracker.hashes: what?: an info hash has 40 or 64 hex digits, this has 5 characters");
    assertThat(failure(HASH, "bad/key"))
        .isEqualTo("tracker.accessKeys: entry 1: a key has 1 to 64 letters, digits, - and _");
    assertThat(failure(HASH, "good 31.1.2027"))
        .isEqualTo(
            "tracker.accessKeys: entry 1: its end must be like 2027-01-31 or 2027-01-31T18:00:00Z");
    Files.delete(hashes);
    assertThatThrownBy(() -> await(files(Access.Rule.ONLY_LISTED, new Admission(null)).load()))
        .rootCause()
        .hasMessage("tracker.hashes: cannot read " + hashes + "; is it there?");
  }

  private String failure(String hashLine, String keyLine) throws Exception {
    Files.writeString(hashes, hashLine);
    Files.writeString(keys, keyLine);
    try {
      await(files(Access.Rule.ONLY_LISTED, new Admission(null)).load());
      throw new AssertionError("loaded");
    } catch (ExecutionException e) {
      return e.getCause().getMessage();
    }
  }

  @Test
  void aRuleWithoutAListIsRefusedAtStart() {
    JsonObject config = new JsonObject("{\"tracker\":{\"access\":\"allow\"}}");
    assertThatThrownBy(
            () -> await(new ConfigReader().read(vertx, ConfigSource.of(config, new JsonObject()))))
        .rootCause()
        .hasMessage(
            "tracker.hashes: must name a file of info hashes, since tracker.access is allow");
  }
}
