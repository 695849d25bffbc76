package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.ApiException;
import io.minibit.api.Event;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GetCommandTest {
  private static final Transfer STARTED =
      FakeNode.transfer("film.mkv", 4096, TransferState.DOWNLOADING, 0);
  private static final Transfer HALF =
      FakeNode.transfer("film.mkv", 4096, TransferState.DOWNLOADING, 0.5);
  private static final Transfer DONE =
      FakeNode.transfer("film.mkv", 4096, TransferState.SEEDING, 1);

  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();

  private int run(FakeNode node, String... args) {
    return new MinibitCli(captured.console, node).run(args);
  }

  private static FakeNode completing() {
    return new FakeNode(
        node ->
            request -> {
              // Told before the answer: the command must not miss what happens that early.
              node.publish(Event.Type.ADDED, STARTED);
              node.publish(
                  Event.Type.COMPLETED, FakeNode.transfer("other", 1, TransferState.SEEDING, 1));
              node.publish(Event.Type.PROGRESS, HALF);
              node.publish(Event.Type.COMPLETED, DONE);
              return STARTED;
            });
  }

  private static FakeNode refusing(FailureCode code, String message) {
    return new FakeNode(
        node ->
            request -> {
              throw new ApiException(code, message);
            });
  }

  @Test
  void aCompletedDownloadSaysWhatWhereAndThatNobodyKnowsItsChecksum() {
    var node = completing();
    assertThat(run(node, "get", "film.mkv", "-o", folder.toString())).isZero();
    assertThat(captured.outLines())
        .containsExactly(
            FakeNode.LISTENING, "Download complete: film.mkv, 4.00 KiB, in /downloads");
    assertThat(captured.errLines())
        .containsExactly("unverified: no checksum is known for film.mkv");
    assertThat(node.closed).isTrue();
  }

  @Test
  void theNameIsAskedForWithoutAPrefixAndLandsInTheFolder() {
    var node = completing();
    Path wanted = folder.resolve("new/one");
    run(node, "get", "film.mkv", "-o", wanted.toString(), "-t", "udp://127.0.0.1:5001");
    assertThat(node.requests)
        .containsExactly(
            new PeerRequest.Get("film.mkv", null, null, null, wanted.toString(), "", null));
    assertThat(node.settings)
        .containsExactly(
            new JsonObject()
                .put("directory", wanted.toString())
                .put("registerNames", false)
                .put("trackers", new JsonArray().add("udp://127.0.0.1:5001")));
    assertThat(wanted).isDirectory();
  }

  @Test
  void aMagnetLinkIsAlsoAskedOfTheTrackersThatTheUserNames() {
    var node = completing();
    String magnet = "magnet:?xt=urn:btih:" + "a".repeat(40);
    run(node, "get", magnet, "-o", folder.toString(), "-t", "http://127.0.0.1:5001/announce");
    assertThat(node.requests)
        .first()
        .extracting(request -> ((PeerRequest.Get) request).magnet())
        .isEqualTo(magnet + "&tr=http%3A%2F%2F127.0.0.1%3A5001%2Fannounce");
  }

  @Test
  void withJsonStandardOutputCarriesTheEventsOfThisTransferOnly() {
    assertThat(run(completing(), "get", "film.mkv", "-o", folder.toString(), "--json")).isZero();
    assertThat(captured.outLines())
        .extracting(line -> new JsonObject(line).getString("type"))
        .containsExactly("added", "progress", "completed");
    assertThat(captured.outLines())
        .extracting(line -> new JsonObject(line).getString("id"))
        .containsOnly("old:film.mkv");
    assertThat(captured.errLines()).containsExactly(FakeNode.LISTENING);
  }

  @Test
  void whatIsThereAlreadyIsCompleteAtOnce() {
    var node = new FakeNode(self -> request -> DONE);
    assertThat(run(node, "get", "film.mkv", "-o", folder.toString(), "--json")).isZero();
    assertThat(captured.outLines())
        .singleElement()
        .extracting(line -> new JsonObject(line).getString("type"))
        .isEqualTo("completed");
  }

  @Test
  void aNameThatNobodyHasIsOneLineAndExitCode1() {
    var node = refusing(FailureCode.NOT_FOUND, "File not found: nobody seeds film.mkv");
    assertThat(run(node, "get", "film.mkv", "-o", folder.toString())).isEqualTo(1);
    assertThat(captured.err()).isEqualTo("minibit: File not found: nobody seeds film.mkv\n");
    assertThat(node.closed).isTrue();
  }

  @Test
  void aDownloadThatFailsLaterSaysWhy() {
    var node =
        new FakeNode(
            self ->
                request -> {
                  self.publish(
                      Event.Type.FAILED, FakeNode.failed("film.mkv", "the last seeder went away"));
                  return STARTED;
                });
    assertThat(run(node, "get", "film.mkv", "-o", folder.toString())).isEqualTo(1);
    assertThat(captured.err()).isEqualTo("minibit: the last seeder went away\n");
  }

  @Test
  void withSeedItGoesOnUntilItIsStopped() throws Exception {
    var node = completing();
    var run = new CommandRun(captured, node, "get", "film.mkv", "-o", folder + "", "--seed");
    captured.awaitOut("Now seeding film.mkv");
    assertThat(run.isRunning()).isTrue();
    assertThat(node.closed).isFalse();
    assertThat(node.settings.get(0).getBoolean("registerNames")).isTrue();
    assertThat(run.interrupt()).isEqualTo(130);
    assertThat(node.closed).isTrue();
  }

  @Test
  void aBarIsDrawnOnATerminal() {
    var terminal = new CapturedConsole(CapturedConsole.COLOURLESS_TERMINAL, 100);
    new MinibitCli(terminal.console, completing()).run("get", "film.mkv", "-o", folder.toString());
    assertThat(terminal.out()).contains("film.mkv  ---").contains("of 4.00 KiB");
  }

  @Test
  void everyKindOfWhatGoesIntoItsOwnField() throws Exception {
    Path torrent = Files.createFile(folder.resolve("film.torrent"));
    String magnet = "magnet:?xt=urn:btih:" + "a".repeat(40);
    assertThat(What.request(magnet, folder, false).magnet()).isEqualTo(magnet);
    assertThat(What.request(torrent.toString(), folder, false).torrent())
        .isEqualTo(torrent.toString());
    assertThat(What.request("A".repeat(40), folder, false).infoHash()).isEqualTo("A".repeat(40));
    assertThat(What.request("b".repeat(64), folder, false).infoHash()).isEqualTo("b".repeat(64));
    assertThat(What.request("c".repeat(41), folder, false).name()).isEqualTo("c".repeat(41));
    assertThat(What.request("film.mkv@3f2a", folder, false).name()).isEqualTo("film.mkv@3f2a");
    assertThat(What.request("shared.torrent", folder, false).name()).isEqualTo("shared.torrent");
  }

  @Test
  void aTorrentFileThatIsMissingIsNamed() {
    Function<FakeNode, Function<PeerRequest, Record>> never =
        self ->
            request -> {
              throw new AssertionError("asked for " + request);
            };
    assertThat(run(new FakeNode(never), "get", folder + "/no.torrent")).isEqualTo(1);
    assertThat(captured.err()).isEqualTo("minibit: " + folder + "/no.torrent: no such file\n");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(completing(), "get", "film.mkv", "-o", file + "/below")).isEqualTo(1);
    assertThat(captured.err())
        .isEqualTo("minibit: " + file + "/below: is no folder and cannot become one\n");
  }
}
