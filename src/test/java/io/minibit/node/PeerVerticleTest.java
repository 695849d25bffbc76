package io.minibit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.api.Addresses;
import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.swarm.ChokerProfile;
import io.minibit.wire.EncryptionPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer answers on the event bus, with a real tracker and real sockets beside it. */
@Timeout(120)
class PeerVerticleTest {
  private static final String HASH_1 = "1".repeat(40);

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
  private String trackerDeployment;
  private int trackerPort;
  private OldClient old;
  @TempDir Path folder;
  private Path a;
  private Path b;

  @BeforeEach
  void startTracker() throws Exception {
    AtomicInteger port = new AtomicInteger();
    trackerDeployment =
        await(
            vertx.deployVerticle(
                Trackers.verticle(
                    Trackers.options("127.0.0.1", 0, 100),
                    "tracker",
                    Clock::millis,
                    (door, host, bound) -> port.set(bound))));
    trackerPort = port.get();
    old = new OldClient("127.0.0.1", trackerPort);
    a = Files.createDirectory(folder.resolve("a"));
    b = Files.createDirectory(folder.resolve("b"));
    vertx
        .eventBus()
        .<JsonObject>localConsumer(Addresses.EVENTS, message -> events.add(message.body()));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void whatOneSharesAnotherGetsAndSeeds() throws Exception {
    Files.writeString(a.resolve("file.txt"), "the content");
    int portA = peer("a", a);
    int portB = peer("b", b);
    JsonObject shared = ask("a", "{'action':'share','path':'file.txt'}");
    String id = sharedHash("the content", TorrentFormat.HYBRID);
    assertThat(shared.getString("id")).isEqualTo(id);
    assertThat(shared.getString("state")).isEqualTo("seeding");
    assertThat(shared.getLong("size")).isEqualTo(11);
    assertThat(shared.getBoolean("verified")).isTrue();
    assertThat(shared.getString("magnet"))
        .startsWith("magnet:?xt=urn:btih:" + id + "&xt=urn:btmh:1220")
        .contains("&dn=file.txt", "&tr=udp", "&x.pe=127.0.0.1:" + portA);
    assertThat(nextEvent().getString("type")).isEqualTo("added");

    JsonObject begun = ask("b", "{'action':'get','name':'file.txt'}");
    assertThat(begun.getString("id")).isEqualTo(id);
    assertThat(begun.getString("directory")).isEqualTo(b.toRealPath().toString());
    JsonObject completed = awaitEvent("completed");
    assertThat(completed.getString("node")).isEqualTo("b");
    assertThat(completed.getDouble("progress")).isEqualTo(1.0);
    assertThat(completed.getBoolean("verified")).isTrue();
    assertThat(b.resolve("[download]file.txt")).hasContent("the content");

    // Both are found under the one name, whatever the file is called on disk.
    JsonArray seeders = ask("a", "{'action':'seeders','name':'file.txt'}").getJsonArray("seeders");
    assertThat(seeders)
        .containsExactlyInAnyOrder(
            new JsonArray().add("127.0.0.1").add(portA),
            new JsonArray().add("127.0.0.1").add(portB));
    assertThat(ask("b", "{'action':'get','name':'file.txt'}").getString("state"))
        .isEqualTo("seeding");
    assertThat(ask("b", "{'action':'list'}").getJsonArray("transfers")).hasSize(1);
  }

  @Test
  void noTrackerHearsOfNamesWhereThatIsWanted() throws Exception {
    Files.writeString(a.resolve("file.txt"), "the content");
    Files.writeString(b.resolve("other.txt"), "more content");
    quietPeer("a", a);
    peer("b", b);
    // Both answer when the tracker has been told, where it is told at all.
    assertThat(ask("a", "{'action':'share','path':'file.txt'}").getString("state"))
        .isEqualTo("seeding");
    ask("b", "{'action':'share','path':'other.txt'}");
    assertThat(old.ask("{\"action\":\"REQUEST\",\"filename\":\"file.txt\"}")).isEqualTo("[]");
    assertThat(old.ask("{\"action\":\"REQUEST\",\"filename\":\"other.txt\"}")).isNotEqualTo("[]");
  }

  @Test
  void aPrefixAndAFolderMayBeChosen() throws Exception {
    Files.writeString(a.resolve("file.txt"), "the content");
    peer("a", a);
    peer("b", b);
    ask("a", "{'action':'share','path':'file.txt','name':'other.txt'}");
    ask("b", "{'action':'get','name':'other.txt','prefix':'','directory':'new/sub'}");
    awaitEvent("completed");
    assertThat(b.resolve("new/sub/other.txt")).hasContent("the content");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'action':'share','path':'missing.txt'} | 404 | missing.txt: no such file",
        "{'action':'share','path':'../outside.txt'} | 404 | ../outside.txt: no such file",
        "{'action':'share','path':'leak.txt'} | 404 | leak.txt: no such file",
        "{'action':'share','path':'sub'} | 409 | has no bytes",
        "{'action':'share','path':'../state-a'} | 404 | no such file",
        "{'action':'share','path':'file.txt','name':'a/b'} | 400 | plain file name",
        "{'action':'get','name':'../file.txt'} | 400 | plain file name",
        "{'action':'get','name':'nobody.txt'} | 404 | File not found",
        "{'action':'get','name':'old.txt','directory':'/somewhere/else'} | 404 | no such file",
        "{'action':'get','magnet':'magnet:?xt=urn:btih:1'} | 400 | must have 40 hex digits",
        "{'action':'get','infoHash':'12'} | 400 | an info hash has 40 or 64 hex digits",
        "{'action':'get','torrent':'file.txt'} | 400 | not a torrent",
        "{'action':'get','torrent':'missing.torrent'} | 404 | no such file",
        "{'action':'share','path':'file.txt','format':'v3'} | 400 | must be one of v1, v2, hybrid",
        "{'action':'status','id':'old:x'} | 404 | no such transfer",
        "{'action':'unshare','id':'old:x'} | 404 | no such transfer",
        "{'action':'remove','id':'old:x'} | 404 | no such transfer",
        "{'action':'pause','id':'old:x'} | 404 | no such transfer",
        "{'action':'fly'} | 400 | unknown action",
        "{'action':'list','colour':1} | 400 | unknown field",
      })
  void whatCannotBeIsRefusedWithItsCode(String request, int code, String message) throws Exception {
    Files.writeString(folder.resolve("outside.txt"), "secret");
    Files.createSymbolicLink(a.resolve("leak.txt"), folder.resolve("outside.txt"));
    Files.createDirectory(a.resolve("sub"));
    Files.writeString(a.resolve("file.txt"), "x");
    old.tell("{\"action\":\"REGISTER\",\"filename\":\"old.txt\",\"port\":9}");
    old.fence();
    peer("a", a);
    assertThatThrownBy(() -> ask("a", request))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(code))
        .hasMessageContaining(message.strip());
  }

  @Test
  void sharingTwiceIsOneTransferAndAnotherFileUnderTheNameAConflict() throws Exception {
    Files.writeString(a.resolve("file.txt"), "x");
    Files.writeString(a.resolve("other.txt"), "y");
    peer("a", a);
    ask("a", "{'action':'share','path':'file.txt'}");
    ask("a", "{'action':'share','path':'" + a.resolve("file.txt") + "'}");
    assertThat(ask("a", "{'action':'list'}").getJsonArray("transfers")).hasSize(1);
    assertFails("a", "{'action':'share','path':'other.txt','name':'file.txt'}", 409);
  }

  @Test
  void whatIsUnsharedIsForgottenByAllAndStaysOnDisk() throws Exception {
    Files.writeString(a.resolve("file.txt"), "x");
    Files.writeString(a.resolve("kept.txt"), "y");
    peer("a", a);
    String id = ask("a", "{'action':'share','path':'file.txt'}").getString("id");
    String kept = ask("a", "{'action':'share','path':'kept.txt'}").getString("id");
    ask("a", "{'action':'unshare','id':'" + id + "'}");
    assertThat(awaitEvent("removed").getString("id")).isEqualTo(id);
    assertThat(a.resolve("file.txt")).exists();
    awaitSeeders("file.txt", 0);
    awaitSeeders("kept.txt", 1);
    ask("a", "{'action':'remove','id':'" + kept + "','deleteFiles':true}");
    assertThat(a.resolve("kept.txt")).doesNotExist();
  }

  @Test
  void aTrackerThatIsAwayDoesNotKeepAFileFromBeingShared() throws Exception {
    Files.writeString(a.resolve("file.txt"), "x");
    await(vertx.undeploy(trackerDeployment));
    peer("a", a);
    assertThat(ask("a", "{'action':'share','path':'file.txt'}").getString("state"))
        .isEqualTo("seeding");
    assertFails("a", "{'action':'get','name':'other.txt'}", 503);
    assertFails("a", "{'action':'seeders','name':'other.txt'}", 503);
  }

  @Test
  void aSeederThatDiesInMidFileIsNoticedWhereTheSizeIsKnown() throws Exception {
    try (FakeSeeder seeder =
        new FakeSeeder(out -> out.write("half".getBytes(StandardCharsets.UTF_8)))) {
      seeder.register("file.txt", HASH_1, 8);
      peer("b", b);
      ask("b", "{'action':'get','name':'file.txt'}");
      JsonObject failed = awaitEvent("failed");
      assertThat(failed.getString("error")).contains("ended after 4 of 8 bytes");
      assertThat(failed.getString("state")).isEqualTo("failed");
      assertThat(b.toFile().list()).isEmpty();
    }
  }

  @Test
  void aSeederThatSendsMoreThanTheKnownSizeIsNoticed() throws Exception {
    try (FakeSeeder seeder = new FakeSeeder(out -> out.write(new byte[9]))) {
      seeder.register("file.txt", HASH_1, 8);
      peer("b", b);
      ask("b", "{'action':'get','name':'file.txt'}");
      assertThat(awaitEvent("failed").getString("error"))
          .contains("more than the expected 8 bytes");
      assertThat(b.toFile().list()).isEmpty();
    }
  }

  @Test
  void theNextSeederIsTriedWhenOneFails() throws Exception {
    try (FakeSeeder without =
            new FakeSeeder(
                out -> out.write("ERROR: File not found".getBytes(StandardCharsets.UTF_8)));
        FakeSeeder silent = new FakeSeeder(out -> {});
        FakeSeeder good =
            new FakeSeeder(out -> out.write("content".getBytes(StandardCharsets.UTF_8)))) {
      without.register("file.txt");
      silent.register("file.txt");
      good.register("file.txt");
      old.tell("{\"action\":\"REGISTER\",\"filename\":\"file.txt\",\"port\":" + closedPort() + "}");
      old.fence();
      peer("b", b);
      ask("b", "{'action':'get','name':'file.txt'}");
      assertThat(awaitEvent("completed").getLong("size")).isEqualTo(7);
      assertThat(b.resolve("[download]file.txt")).hasContent("content");
      assertThat(b.toFile().list()).hasSize(1);
    }
  }

  @Test
  void whenNoSeederGivesItEachOneIsNamedAndTheDownloadMayBeTriedAgain() throws Exception {
    try (FakeSeeder without = new FakeSeeder(out -> {})) {
      without.register("file.txt");
      peer("b", b);
      ask("b", "{'action':'get','name':'file.txt'}");
      assertThat(awaitEvent("failed").getString("error"))
          .contains("127.0.0.1:" + without.port() + " does not have it (File not found)");
      assertThat(ask("b", "{'action':'get','name':'file.txt'}").getString("state"))
          .isEqualTo("downloading");
      awaitEvent("failed");
    }
  }

  @Test
  void twoContentsUnderOneNameAreNeverMixed() throws Exception {
    try (FakeSeeder one =
            new FakeSeeder(out -> out.write("first".getBytes(StandardCharsets.UTF_8)));
        FakeSeeder two =
            new FakeSeeder(out -> out.write("second".getBytes(StandardCharsets.UTF_8)))) {
      String second = sharedHash("second", TorrentFormat.HYBRID);
      one.register("file.txt", HASH_1, 5);
      two.register("file.txt", second, 6);
      peer("b", b);
      assertThatThrownBy(() -> ask("b", "{'action':'get','name':'file.txt'}"))
          .hasMessageContaining("file.txt@" + HASH_1)
          .hasMessageContaining("file.txt@" + second)
          .isInstanceOfSatisfying(
              ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(409));
      ask("b", "{'action':'get','name':'file.txt@" + second.substring(0, 8) + "'}");
      assertThat(awaitEvent("completed").getBoolean("verified")).isTrue();
      assertThat(b.resolve("[download]file.txt")).hasContent("second");
    }
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void contentIsVerifiedWhereTheTrackerToldItsHash(TorrentFormat format) throws Exception {
    try (FakeSeeder liar =
            new FakeSeeder(out -> out.write("falsely".getBytes(StandardCharsets.UTF_8)));
        FakeSeeder honest =
            new FakeSeeder(out -> out.write("content".getBytes(StandardCharsets.UTF_8)))) {
      String hash = sharedHash("content", format);
      liar.register("file.txt", hash, 7);
      peer("b", b);
      ask("b", "{'action':'get','name':'file.txt'}");
      assertThat(awaitEvent("failed").getString("error"))
          .contains("gave other content than " + hash);
      assertThat(b.toFile().list()).isEmpty();

      honest.register("file.txt", hash, 7);
      ask("b", "{'action':'get','name':'file.txt'}");
      assertThat(awaitEvent("completed").getBoolean("verified")).isTrue();
      assertThat(b.resolve("[download]file.txt")).hasContent("content");
    }
  }

  @Test
  void otherContentUnderTheTargetsNameIsLeftAlone() throws Exception {
    Files.writeString(a.resolve("file.txt"), "the content");
    Files.writeString(b.resolve("[download]file.txt"), "precious");
    peer("a", a);
    peer("b", b);
    ask("a", "{'action':'share','path':'file.txt'}");
    ask("b", "{'action':'get','name':'file.txt'}");
    assertThat(awaitEvent("failed").getString("error"))
        .contains("[download]file.txt: exists in")
        .contains("with other content, which is not overwritten");
    assertThat(b.resolve("[download]file.txt")).hasContent("precious");
    assertThat(b.toFile().list()).hasSize(1);
  }

  @Test
  void aDownloadThatIsRemovedLeavesNothing() throws Exception {
    CountDownLatch removed = new CountDownLatch(1);
    try (FakeSeeder slow =
        new FakeSeeder(
            out -> {
              out.write(new byte[100_000]);
              out.flush();
              try {
                removed.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            })) {
      slow.register("file.txt");
      peer("b", b);
      ask("b", "{'action':'get','name':'file.txt'}");
      // Under way, and told so.
      while (awaitEvent("progress").getLong("downloaded") == 0) {
        assertThat(ask("b", "{'action':'status','id':'old:file.txt'}").getString("state"))
            .isEqualTo("downloading");
      }
      assertFails("b", "{'action':'unshare','id':'old:file.txt'}", 409);
      ask("b", "{'action':'remove','id':'old:file.txt'}");
      awaitEvent("removed");
      removed.countDown();
      while (b.toFile().list().length > 0) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(ask("b", "{'action':'list'}").getJsonArray("transfers")).isEmpty();
    }
  }

  @Test
  void theWordsForAMissingFileAreNotTakenForContentThatDiffers() throws Exception {
    Files.writeString(b.resolve("[download]file.txt"), "content");
    try (FakeSeeder without =
            new FakeSeeder(
                out -> out.write("ERROR: File not found".getBytes(StandardCharsets.UTF_8)));
        FakeSeeder good =
            new FakeSeeder(out -> out.write("content".getBytes(StandardCharsets.UTF_8)))) {
      without.register("file.txt");
      good.register("file.txt");
      peer("b", b);
      ask("b", "{'action':'get','name':'file.txt'}");
      assertThat(awaitEvent("completed").getLong("size")).isEqualTo(7);
    }
  }

  @Test
  void whatIsRemovedWhileASeederDoesNotAnswerMayBeFetchedAgainAtOnce() throws Exception {
    try (MuteSeeder mute = new MuteSeeder();
        FakeSeeder good =
            new FakeSeeder(out -> out.write("content".getBytes(StandardCharsets.UTF_8)))) {
      old.tell(
          "{\"action\":\"REGISTER\",\"filename\":\"file.txt\",\"port\":%d}".formatted(mute.port()));
      old.fence();
      peer("b", b);
      ask("b", "{'action':'get','name':'file.txt'}");
      awaitEvent("progress");
      ask("b", "{'action':'remove','id':'old:file.txt'}");
      old.tell("{\"action\":\"EXIT\",\"port\":%d}".formatted(mute.port()));
      good.register("file.txt");
      ask("b", "{'action':'get','name':'file.txt'}");
      JsonObject end = nextEvent();
      while (!List.of("completed", "failed").contains(end.getString("type"))) {
        end = nextEvent();
      }
      assertThat(end.getString("error")).isNull();
      assertThat(b.resolve("[download]file.txt")).hasContent("content");
    }
  }

  @Test
  void aPeerThatStopsLeavesNothingHalfDone() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    Files.writeString(b.resolve("mine.txt"), "x");
    try (FakeSeeder slow =
        new FakeSeeder(
            out -> {
              out.write(new byte[100_000]);
              out.flush();
              try {
                stopped.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            })) {
      slow.register("file.txt");
      int port = peer("b", b);
      ask("b", "{'action':'share','path':'mine.txt'}");
      ask("b", "{'action':'get','name':'file.txt'}");
      while (awaitEvent("progress").getLong("downloaded") == 0) {
        assertThat(port).isPositive();
      }
      String deployment =
          vertx.deploymentIDs().stream()
              .filter(id -> !id.equals(trackerDeployment))
              .findFirst()
              .orElseThrow();
      await(vertx.undeploy(deployment));
      stopped.countDown();
      assertThat(b.toFile().list()).containsExactly("mine.txt");
      assertThat(old.ask("{\"action\":\"REQUEST\",\"filename\":\"mine.txt\"}")).isEqualTo("[]");
    }
  }

  @Test
  void ratesAreToldUntilTheyAreZero() throws Exception {
    byte[] content = new byte[3_000_000];
    new SplittableRandom(4).nextBytes(content);
    Files.write(a.resolve("file.bin"), content);
    peer("a", a);
    peer("b", b);
    ask("a", "{'action':'share','path':'file.bin'}");
    ask("b", "{'action':'limits','download':1500000}");
    ask("b", "{'action':'get','name':'file.bin'}");
    assertThat(awaitEvent("completed").getLong("downloadRate")).isPositive();
    Set<String> resting = new HashSet<>();
    while (resting.size() < 2) {
      JsonObject event = awaitEvent("progress");
      if (event.getLong("downloadRate") == 0 && event.getLong("uploadRate") == 0) {
        resting.add(event.getString("node"));
      }
    }
  }

  @Test
  void twoSeedersGiveAtOnce() throws Exception {
    byte[] content = new byte[6_000_000];
    new SplittableRandom(1).nextBytes(content);
    Files.write(a.resolve("file.bin"), content);
    Path c = Files.createDirectory(folder.resolve("c"));
    Files.write(c.resolve("file.bin"), content);
    peer("a", a);
    peer("b", b);
    peer("c", c);
    String id = ask("a", "{'action':'share','path':'file.bin'}").getString("id");
    assertThat(ask("c", "{'action':'share','path':'file.bin'}").getString("id")).isEqualTo(id);
    ask("a", "{'action':'limits','id':'" + id + "','upload':3000000}");
    ask("c", "{'action':'limits','upload':3000000}");
    ask("b", "{'action':'get','name':'file.bin'}");
    assertThat(awaitEvent("completed").getBoolean("verified")).isTrue();
    assertThat(b.resolve("[download]file.bin")).hasBinaryContent(content);
    String status = "{'action':'status','id':'" + id + "'}";
    long fromA = ask("a", status).getLong("uploaded");
    long fromC = ask("c", status).getLong("uploaded");
    assertThat(fromA).isPositive();
    assertThat(fromC).isPositive();
    assertThat(fromA + fromC).isGreaterThanOrEqualTo(content.length);
  }

  @Test
  void transfersComeBackWithTheNode() throws Exception {
    Files.createDirectory(a.resolve("album"));
    Files.writeString(a.resolve("album/track"), "the content");
    Files.writeString(a.resolve("file.txt"), "x");
    String deployed = lastingPeer("a", a);
    String album = ask("a", "{'action':'share','path':'album'}").getString("id");
    String file = ask("a", "{'action':'share','path':'file.txt'}").getString("id");
    assertThat(ask("a", "{'action':'pause','id':'" + file + "'}").getString("state"))
        .isEqualTo("paused");
    awaitSeeders("file.txt", 0);
    await(vertx.undeploy(deployed));
    Path state = folder.resolve("state-a/transfers");
    Path cut = state.resolve("0".repeat(40) + ".transfer");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(state.resolve(album + ".transfer")), 100));

    lastingPeer("a", a);
    peer("b", b);
    assertThat(cut).doesNotExist();
    assertThat(state.resolve(cut.getFileName() + ".bad")).exists();
    assertThat(ask("a", "{'action':'status','id':'" + file + "'}").getString("state"))
        .isEqualTo("paused");
    awaitSeeders("album", 1);
    ask("b", "{'action':'get','name':'album','prefix':''}");
    awaitEvent("completed");
    assertThat(b.resolve("album/track")).hasContent("the content");
    assertThat(ask("a", "{'action':'resume','id':'" + file + "'}").getString("state"))
        .isEqualTo("checking");
    awaitSeeders("file.txt", 1);
    ask("b", "{'action':'remove','id':'" + album + "','deleteFiles':true}");
    assertThat(b.toFile().list()).isEmpty();
    ask("a", "{'action':'remove','id':'" + album + "'}");
    assertThat(state.resolve(album + ".transfer")).doesNotExist();
    assertThat(a.resolve("album/track")).exists();
  }

  @Test
  void aFileThatChangesWhileItIsSharedFailsUntilItIsSharedAgain() throws Exception {
    Path file = Files.writeString(a.resolve("file.txt"), "the content");
    int port = peer("a", a);
    String id = ask("a", "{'action':'share','path':'file.txt'}").getString("id");
    assertThat(askBareName(port, "file.txt")).isEqualTo("the content");
    Files.writeString(file, "other bytes");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(askBareName(port, "file.txt")).isEqualTo("ERROR: File not found");
    assertThat(awaitEvent("failed").getString("error"))
        .contains("file.txt: was changed or taken away by another program");
    awaitSeeders("file.txt", 0);
    ask("a", "{'action':'resume','id':'" + id + "'}");
    assertThat(awaitEvent("failed").getString("error")).contains("share it again");
    assertThat(file).hasContent("other bytes");
    String again = ask("a", "{'action':'share','path':'file.txt'}").getString("id");
    assertThat(again).isNotEqualTo(id);
    assertThat(ask("a", "{'action':'list'}").getJsonArray("transfers")).hasSize(1);
    assertThat(askBareName(port, "file.txt")).isEqualTo("other bytes");
  }

  @Test
  void aTransferIsFoundByEitherHashAndCheckedWhenAsked() throws Exception {
    Files.writeString(a.resolve("file.txt"), "the content");
    peer("a", a);
    JsonObject shared = ask("a", "{'action':'share','path':'file.txt'}");
    String v2 = shared.getString("magnet").replaceFirst(".*btmh:1220([0-9a-f]{64}).*", "$1");
    assertThat(ask("a", "{'action':'status','id':'" + v2 + "'}").getString("id"))
        .isEqualTo(shared.getString("id"));
    ask("a", "{'action':'verify','id':'" + v2 + "'}");
    JsonObject event = awaitEvent("state");
    while (!event.getString("state").equals("seeding")) {
      event = awaitEvent("state");
    }
    assertThat(ask("a", "{'action':'get','infoHash':'" + v2 + "'}").getString("state"))
        .isEqualTo("seeding");
    assertThat(ask("a", "{'action':'list'}").getJsonArray("transfers")).hasSize(1);
  }

  @Test
  void aTransferThatIsPausedStaysSoWhenItIsChecked() throws Exception {
    Files.writeString(a.resolve("file.txt"), "the content");
    peer("a", a);
    String id = ask("a", "{'action':'share','path':'file.txt'}").getString("id");
    ask("a", "{'action':'pause','id':'" + id + "'}");
    awaitState("paused");
    assertThat(ask("a", "{'action':'verify','id':'" + id + "'}").getString("state"))
        .isEqualTo("checking");
    awaitState("checking");
    JsonObject checked = awaitState("paused");
    assertThat(checked.getDouble("progress")).isEqualTo(1.0);
    awaitSeeders("file.txt", 0);
    ask("a", "{'action':'resume','id':'" + id + "'}");
    awaitState("seeding");
  }

  private JsonObject awaitState(String state) throws Exception {
    JsonObject event = awaitEvent("state");
    while (!event.getString("state").equals(state)) {
      event = awaitEvent("state");
    }
    return event;
  }

  @Test
  void aLinkThatSelectsFilesIsRefusedInWords() throws Exception {
    peer("a", a);
    String magnet = "magnet:?xt=urn:btih:" + HASH_1 + "&so=0,2";
    assertFails("a", "{'action':'get','magnet':'" + magnet + "'}", 400);
    assertThat(ask("a", "{'action':'list'}").getJsonArray("transfers")).isEmpty();
  }

  @Test
  void limitsOfAllTogetherComeBackWithTheNode() throws Exception {
    String deployed = lastingPeer("a", a);
    ask("a", "{'action':'limits','download':50000000,'upload':4000000}");
    ask("a", "{'action':'limits','download':0}");
    await(vertx.undeploy(deployed));
    Path kept = folder.resolve("state-a/transfers/limits");
    assertThat(kept).hasContent("d8:downloadi0e6:uploadi4000000ee");
    deployed = lastingPeer("a", a);
    // Had it forgotten the one, the other would be all that is kept from now on.
    ask("a", "{'action':'limits','download':7}");
    await(vertx.undeploy(deployed));
    assertThat(kept).hasContent("d8:downloadi7e6:uploadi4000000ee");
    deployed = lastingPeer("a", a);
    ask("a", "{'action':'limits','download':0,'upload':0}");
    await(vertx.undeploy(deployed));
    assertThat(kept).doesNotExist();
  }

  @Test
  void aFileWithoutBytesIsSharedByNameAlone() throws Exception {
    Files.createFile(a.resolve("empty"));
    peer("a", a);
    JsonObject shared = ask("a", "{'action':'share','path':'empty'}");
    assertThat(shared.getString("id")).isEqualTo("old:empty");
    awaitSeeders("empty", 1);
    assertFails("a", "{'action':'pause','id':'old:empty'}", 409);
  }

  @Test
  void theNodeDescribesItself() throws Exception {
    int port = peer("a", a);
    JsonObject node = ask("a", "{'action':'node'}");
    assertThat(node.getString("name")).isEqualTo("a");
    assertThat(node.getInteger("port")).isEqualTo(port);
    assertThat(node.getJsonArray("trackers")).containsExactly("udp://127.0.0.1:" + trackerPort);
  }

  /** The id of the torrent that sharing such a file makes. */
  private String sharedHash(String content, TorrentFormat format) throws Exception {
    Path file = Files.writeString(folder.resolve("file.txt"), content);
    BuildSettings settings =
        new BuildSettings(format, OptionalInt.empty(), false, Sources.NONE, Credits.NONE);
    return new TorrentBuilder(file, settings)
        .build(Runnable::run, 1, BuildMonitor.NONE)
        .torrent()
        .hashes()
        .id()
        .hex();
  }

  private static String askBareName(int port, String name) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(name.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int peer(String name, Path directory) throws Exception {
    AtomicInteger port = new AtomicInteger();
    await(
        vertx.deployVerticle(
            new PeerVerticle(
                new NodeIdentity(name, List.of()),
                options(name, directory, false, true),
                (door, host, bound) -> port.set(bound))));
    return port.get();
  }

  /** One that tells no tracker what it shares. */
  private void quietPeer(String name, Path directory) throws Exception {
    await(
        vertx.deployVerticle(
            new PeerVerticle(
                new NodeIdentity(name, List.of()),
                options(name, directory, false, false),
                (door, host, bound) -> {})));
  }

  /** One whose transfers come back. */
  private String lastingPeer(String name, Path directory) throws Exception {
    return await(
        vertx.deployVerticle(
            new PeerVerticle(
                new NodeIdentity(name, List.of()),
                options(name, directory, true, true),
                (door, host, bound) -> {})));
  }

  private PeerOptions options(String name, Path directory, boolean lasting, boolean registering) {
    return new PeerOptions(
        "127.0.0.1",
        0,
        true,
        List.of("udp://127.0.0.1:" + trackerPort),
        200,
        directory,
        List.of(),
        folder.resolve("state-" + name),
        false,
        EncryptionPolicy.ALLOWED,
        ChokerProfile.RECIPROCAL,
        lasting,
        registering,
        "[download]",
        PeerOptions.Menu.OFF);
  }

  private JsonObject ask(String node, String request) throws Exception {
    try {
      return await(
              vertx
                  .eventBus()
                  .<JsonObject>request(
                      Addresses.peerOf(node), new JsonObject(request.replace('\'', '"'))))
          .body();
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private void assertFails(String node, String request, int code) {
    assertThatThrownBy(() -> ask(node, request))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(code));
  }

  private JsonObject nextEvent() throws InterruptedException {
    JsonObject event = events.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("an event").isNotNull();
    return event;
  }

  private JsonObject awaitEvent(String type) throws InterruptedException {
    JsonObject event = nextEvent();
    while (!event.getString("type").equals(type)) {
      event = nextEvent();
    }
    return event;
  }

  private void awaitSeeders(String name, int count) throws InterruptedException {
    String question = "{\"action\":\"REQUEST\",\"filename\":\"" + name + "\"}";
    while (new JsonArray(old.ask(question)).size() != count) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Listens, but has no room for anybody: whoever connects gets no answer, not even a refusal. */
  private static final class MuteSeeder implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> crowd = new ArrayList<>();

    MuteSeeder() throws IOException {
      try {
        while (true) {
          Socket socket = new Socket();
          crowd.add(socket);
          socket.connect(server.getLocalSocketAddress(), 300);
        }
      } catch (SocketTimeoutException full) {
        // From now on it is.
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : crowd) {
        socket.close();
      }
      server.close();
    }
  }

  private interface Script {
    void run(OutputStream out) throws IOException;
  }

  /** A seeder of the old kind that does as it is told, to everybody. */
  private final class FakeSeeder implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    FakeSeeder(Script script) throws IOException {
      Thread thread =
          new Thread(
              () -> {
                while (!server.isClosed()) {
                  try (Socket socket = server.accept()) {
                    byte[] name = new byte[1024];
                    if (socket.getInputStream().read(name) > 0) {
                      script.run(socket.getOutputStream());
                    }
                  } catch (IOException ended) {
                    // The test is over, or the client hung up.
                  }
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return server.getLocalPort();
    }

    void register(String name) {
      old.tell("{\"action\":\"REGISTER\",\"filename\":\"" + name + "\",\"port\":" + port() + "}");
      old.fence();
    }

    void register(String name, String hash, long size) {
      old.tell(
          "{\"action\":\"REGISTER\",\"filename\":\"%s\",\"port\":%d,\"infoHash\":\"%s\",\"size\":%d}"
              .formatted(name, port(), hash, size));
      old.fence();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
