package io.minibit.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.NameList;
import io.minibit.api.TrackerStats;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract's section 3 over real sockets, in virtual time; comments quote its lines. */
class TrackerVerticleTest {
  private static final String HASH = "ab".repeat(20);

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final AtomicInteger port = new AtomicInteger();
  private final AtomicLong clockReads = new AtomicLong();
  private final List<String> opened = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private OldClient client;

  @BeforeEach
  void deploy() throws Exception {
    vertx = Vertx.vertx();
    client = new OldClient("127.0.0.1", deploy("127.0.0.1"));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  // "[] when nobody has it"
  @Test
  void anUnknownNameIsAnEmptyArray() {
    assertThat(request("nothing")).isEqualTo("[]");
  }

  // "REGISTER: none. The sender's address with port P seeds F"
  // "REQUEST: a JSON array of ["ip",port] pairs"
  @Test
  void whoRegistersIsAnsweredWithItsAddressAndItsPort() {
    register("a.txt", 7001);
    assertThat(request("a.txt")).isEqualTo("[[\"127.0.0.1\",7001]]");
    assertThat(new JsonArray(request("a.txt")).getJsonArray(0).getInteger(1)).isEqualTo(7001);
  }

  // "Never more than 1024 bytes in all: a random choice of seeders when they do not all fit"
  @Test
  void twoHundredSeedersAreAnsweredInPartAndByChance() {
    for (int i = 0; i < 200; i++) {
      register("crowded", 10_000 + i);
    }
    Set<Object> ports = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String answer = request("crowded");
      assertThat(answer.length()).isBetween(1000, 1024);
      new JsonArray(answer).forEach(pair -> ports.add(((JsonArray) pair).getValue(1)));
    }
    assertThat(ports).hasSize(200);
  }

  // "HEARTBEAT: none. Renews all that this address and port registered"
  @Test
  void aHeartbeatFromAnySocketRenewsAll() {
    register("a.txt", 7001);
    register("b.txt", 7001);
    register("b.txt", 7002);
    client.fence();
    now.addAndGet(30_000);
    client.tell("{\"action\":\"HEARTBEAT\",\"port\":7001}");
    client.fence();
    now.addAndGet(30_000);
    assertThat(request("a.txt")).isEqualTo("[[\"127.0.0.1\",7001]]");
    assertThat(request("b.txt")).isEqualTo("[[\"127.0.0.1\",7001]]");
  }

  // "EXIT: none. Forgets all of it at once"
  @Test
  void exitForgetsAllOfThatPortAtOnce() {
    register("a.txt", 7001);
    register("b.txt", 7001);
    register("b.txt", 7002);
    client.tell("{\"action\":\"EXIT\",\"port\":7001}");
    assertThat(request("a.txt")).isEqualTo("[]");
    assertThat(request("b.txt")).isEqualTo("[[\"127.0.0.1\",7002]]");
  }

  // "They heartbeat every 10 s and are dropped after 30 s"
  @Test
  void aPeerThatFallsSilentIsDropped() {
    register("a.txt", 7001);
    client.fence();
    now.addAndGet(30_000);
    assertThat(request("a.txt")).isEqualTo("[[\"127.0.0.1\",7001]]");
    now.addAndGet(1);
    assertThat(request("a.txt")).isEqualTo("[]");
  }

  // "REGISTER carries infoHash (hex) and size; LOOKUP answers {"contents":[…],"old":[…]}"
  @Test
  void lookupTellsContentsFromOldSeeders() {
    client.tell(
        "{\"action\":\"REGISTER\",\"filename\":\"a.txt\",\"port\":7001,\"infoHash\":\""
            + HASH
            + "\",\"size\":42}");
    register("a.txt", 7002);
    assertThat(lookup("a.txt"))
        .isEqualTo(
            "{\"contents\":[{\"infoHash\":\""
                + HASH
                + "\",\"size\":42,\"seeders\":1}],\"old\":[[\"127.0.0.1\",7002]]}");
    assertThat(request("a.txt")).isEqualTo("[[\"127.0.0.1\",7001],[\"127.0.0.1\",7002]]");
    assertThat(
            client.ask(
                "{\"action\":\"REQUEST\",\"filename\":\"a.txt\",\"infoHash\":\"" + HASH + "\"}"))
        .isEqualTo("[[\"127.0.0.1\",7001]]");
  }

  // "again within 1024 bytes: one entry for each different content registered under that name"
  @Test
  void aLookupOfManyContentsFits() {
    for (int i = 0; i < 50; i++) {
      client.tell(
          "{\"action\":\"REGISTER\",\"filename\":\"m\",\"port\":%d,\"infoHash\":\"%064x\",\"size\":%d}"
              .formatted(7001 + i, i, Long.MAX_VALUE));
    }
    String answer = lookup("m");
    assertThat(answer.length()).isBetween(800, 1024);
    assertThat(new JsonObject(answer).getJsonArray("contents")).hasSizeGreaterThan(5);
  }

  @Test
  void aNameOfTheGreatestLengthIsReadWhole() {
    String name = "\\u00fc".repeat(512);
    client.tell("{\"action\": \"REGISTER\", \"filename\": \"" + name + "\", \"port\": 7001}");
    assertThat(request(name)).isEqualTo("[[\"127.0.0.1\",7001]]");
  }

  @Test
  void ipv6PeersAreServedOnAnIpv6Socket() throws Exception {
    OldClient six = new OldClient("::1", deploy("::1"));
    six.tell("{\"action\":\"REGISTER\",\"filename\":\"a.txt\",\"port\":7001}");
    assertThat(six.ask("{\"action\":\"REQUEST\",\"filename\":\"a.txt\"}"))
        .isEqualTo("[[\"::1\",7001]]");
  }

  @Test
  void theUnspecifiedIpv6AddressServesBothKinds() throws Exception {
    int both = deploy("::");
    new OldClient("127.0.0.1", both)
        .tell("{\"action\":\"REGISTER\",\"filename\":\"a.txt\",\"port\":7001}");
    assertThat(new OldClient("::1", both).ask("{\"action\":\"REQUEST\",\"filename\":\"a.txt\"}"))
        .isEqualTo("[[\"127.0.0.1\",7001]]");
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        nonsense("an empty datagram", "", "empty"),
        nonsense("a bare word", "REGISTER", "too_short"),
        nonsense("bare words", "REGISTER this file for me", "stale_connection_id"),
        nonsense("half an object", "{\"action\":\"EXIT\",\"port\":7001", "not_json"),
        nonsense("an object and a tail", "{\"action\":\"EXIT\",\"port\":7001}}", "not_json"),
        nonsense("deep garbage", "{\"a\":" + "[".repeat(7000), "not_json"),
        nonsense("a number of 5000 digits", "{\"port\":" + "9".repeat(5000) + "}", "not_json"),
        nonsense("no action", "{\"port\":7001}", "missing_field"),
        nonsense("no port", "{\"action\":\"EXIT\"}", "missing_field"),
        nonsense("an unknown action", "{\"action\":\"DELETE\",\"port\":7001}", "unknown_action"),
        nonsense("port 0", "{\"action\":\"EXIT\",\"port\":0}", "bad_port"),
        nonsense("port 65536", "{\"action\":\"EXIT\",\"port\":65536}", "bad_port"),
        nonsense("port 2^32+7001", "{\"action\":\"EXIT\",\"port\":4294974297}", "bad_port"),
        nonsense("a port as text", "{\"action\":\"EXIT\",\"port\":\"7001\"}", "wrong_type"),
        nonsense("a list as a name", "{\"action\":\"REQUEST\",\"filename\":[]}", "wrong_type"),
        nonsense("no name", "{\"action\":\"REQUEST\",\"filename\":\"\"}", "bad_filename"),
        nonsense(
            "a name too long",
            "{\"action\":\"REQUEST\",\"filename\":\"" + "x".repeat(1025) + "\"}",
            "bad_filename"),
        nonsense(
            "one key twice", "{\"action\":\"EXIT\",\"port\":7001,\"port\":7001}", "duplicate_key"),
        nonsense(
            "bytes that are not UTF-8",
            "{\"action\":\"REQUEST\",\"filename\":\"\u00ff\"}",
            "not_utf8"),
        nonsense("a short info hash", register("\"infoHash\":\"abc\""), "bad_info_hash"),
        nonsense("a negative size", register("\"size\":-1"), "bad_size"),
        nonsense("60,000 bytes", "{\"a\":\"" + "x".repeat(60_000) + "\"}", "too_long"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void whatMakesNoSenseIsCountedAndIgnored(String what, byte[] datagram, String reason)
      throws Exception {
    register("a.txt", 7001);
    client.tell(datagram);
    assertThat(request("a.txt")).isEqualTo("[[\"127.0.0.1\",7001]]");
    assertThat(stats().refused()).containsOnlyKeys(reason).containsEntry(reason, 1L);
    assertThat(stats().registrations()).isEqualTo(1);
  }

  @Test
  void datagramsOfEveryLengthLeaveItAlive() {
    for (int length = 0; length <= 100; length++) {
      client.tell("{".repeat(length).getBytes(UTF_8));
      client.tell(new byte[length]);
    }
    client.fence();
  }

  // Answers to one who does not read are lost, not kept.
  @Test
  void aFloodOfQuestionsThatNobodyReadsAnswersToLeavesItAlive() throws Exception {
    for (int i = 0; i < 100; i++) {
      register("a.txt", 7001 + i);
    }
    client.flood("{\"action\":\"REQUEST\",\"filename\":\"a.txt\"}", 20_000);
    client.fence();
    register("b.txt", 7001);
    assertThat(request("b.txt")).isEqualTo("[[\"127.0.0.1\",7001]]");
  }

  @Test
  void theEventBusAnswersStatsNamesAndSeeders() throws Exception {
    register("a.txt", 7001);
    register("b.txt", 7001);
    client.fence();
    TrackerStats stats = stats();
    assertThat(stats.names()).isEqualTo(2);
    assertThat(stats.peers()).isEqualTo(1);
    assertThat(stats.registrations()).isEqualTo(2);
    assertThat(stats.received()).containsEntry("register", 2L).containsEntry("request", 1L);
    assertThat(ApiJson.read(bus("{\"action\":\"names\"}"), NameList.class))
        .isEqualTo(new NameList(java.util.List.of("a.txt", "b.txt"), false));
    assertThat(bus("{\"action\":\"names\",\"prefix\":\"b\"}").encode())
        .isEqualTo("{\"names\":[\"b.txt\"],\"more\":false}");
    assertThat(bus("{\"action\":\"seeders\",\"name\":\"a.txt\"}").encode())
        .isEqualTo("{\"seeders\":[[\"127.0.0.1\",7001]]}");
  }

  @Test
  void theBytesOfDatagramsAreCounted() throws Exception {
    TrackerStats before = stats();
    assertThat(request("nobody")).isEqualTo("[]");
    TrackerStats after = stats();
    assertThat(after.bytesIn().get("udp") - before.bytesIn().get("udp"))
        .isEqualTo("{\"action\":\"REQUEST\",\"filename\":\"nobody\"}".length());
    assertThat(after.bytesOut().get("udp") - before.bytesOut().get("udp")).isEqualTo(2);
  }

  @Test
  void theEventBusListsAThousandNamesAtMost() throws Exception {
    for (int i = 0; i < 1001; i++) {
      register("f%04d".formatted(i), 7001);
      if (i % 100 == 0) {
        client.fence();
      }
    }
    client.fence();
    NameList names = ApiJson.read(bus("{\"action\":\"names\"}"), NameList.class);
    assertThat(names.names()).hasSize(1000).startsWith("f0000").endsWith("f0999");
    assertThat(names.more()).isTrue();
  }

  @Test
  void bothDoorsOpenUnderOneNumber() {
    assertThat(opened).containsExactly("tracker-udp:" + port.get(), "tracker-http:" + port.get());
  }

  @Test
  void aSwarmThatNobodyIsInIsAllZeros() throws Exception {
    assertThat(
            bus("{\"action\":\"swarm\",\"infoHash\":\"" + HASH.toUpperCase(Locale.ROOT) + "\"}")
                .encode())
        .isEqualTo(
            "{\"infoHash\":\""
                + HASH
                + "\",\"seeders\":0,\"leechers\":0,\"completed\":0,\"peers\":[]}");
    assertThatThrownBy(() -> bus("{\"action\":\"swarm\",\"infoHash\":\"abc\"}"))
        .cause()
        .isInstanceOfSatisfying(
            ReplyException.class, failure -> assertThat(failure.failureCode()).isEqualTo(400));
  }

  @Test
  void theTimerFreesWhatIsTooOld() throws Exception {
    register("a.txt", 7001);
    client.fence();
    now.addAndGet(30_001);
    // Asking evicts too, so wait for the timer by its own clock, then look whether it ran.
    long before = clockReads.get();
    while (clockReads.get() == before) {
      Thread.onSpinWait();
    }
    assertThat(stats().names()).isZero();
  }

  @Test
  void aPortInUseIsOneClearLine() {
    assertThatThrownBy(() -> deploy("127.0.0.1", port.get()))
        .cause()
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tracker-udp: 127.0.0.1:" + port.get() + " is in use");
  }

  @Test
  void undeployingFreesThePortAndTheAddress() throws Exception {
    int free = port.get();
    await(vertx.undeploy(vertx.deploymentIDs().iterator().next()));
    assertThatThrownBy(() -> bus("{\"action\":\"stats\"}")).hasMessageContaining("No handlers");
    assertThat(deploy("127.0.0.1", free)).isEqualTo(free);
  }

  private int deploy(String host) throws Exception {
    return deploy(host, 0);
  }

  private int deploy(String host, int wanted) throws Exception {
    await(
        vertx.deployVerticle(
            Trackers.verticle(
                Trackers.options(host, wanted, 20),
                "test",
                () -> {
                  clockReads.incrementAndGet();
                  return now.get();
                },
                (door, boundHost, bound) -> {
                  opened.add(door + ":" + bound);
                  assertThat(boundHost).isEqualTo(host);
                  port.set(bound);
                })));
    return port.get();
  }

  private void register(String name, int seederPort) {
    client.tell(
        "{\"action\":\"REGISTER\",\"filename\":\"" + name + "\",\"port\":" + seederPort + "}");
  }

  private String request(String name) {
    return client.ask("{\"action\":\"REQUEST\",\"filename\":\"" + name + "\"}");
  }

  private String lookup(String name) {
    return client.ask("{\"action\":\"LOOKUP\",\"filename\":\"" + name + "\"}");
  }

  private TrackerStats stats() throws Exception {
    return ApiJson.read(bus("{\"action\":\"stats\"}"), TrackerStats.class);
  }

  private JsonObject bus(String request) throws Exception {
    return await(vertx.eventBus().<JsonObject>request(Addresses.TRACKER, new JsonObject(request)))
        .body();
  }

  private static Arguments nonsense(String what, String datagram, String reason) {
    return Arguments.of(what, datagram.getBytes(ISO_8859_1), reason);
  }

  private static String register(String field) {
    return "{\"action\":\"REGISTER\",\"filename\":\"a\",\"port\":1," + field + "}";
  }

  private static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
