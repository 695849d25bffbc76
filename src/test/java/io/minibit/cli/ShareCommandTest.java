package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.TransferState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareCommandTest {
  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();
  private Path one;
  private Path two;

  @BeforeEach
  void files() throws Exception {
    one = Files.writeString(folder.resolve("one.txt"), "1");
    two = Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("two.txt"), "2");
  }

  private static FakeNode sharing() {
    return new FakeNode(
        self ->
            request -> {
              var share = (PeerRequest.Share) request;
              return FakeNode.transfer(share.name(), 1, TransferState.SEEDING, 1);
            });
  }

  @Test
  void sharesEachPathUnderItsNameAndSeedsUntilStopped() throws Exception {
    var node = sharing();
    var run = new CommandRun(captured, node, "share", one.toString(), two.toString());
    captured.awaitOut("Now seeding two.txt");
    assertThat(captured.outLines())
        .containsExactly(FakeNode.LISTENING, "Now seeding one.txt", "Now seeding two.txt");
    assertThat(node.closed).isFalse();
    assertThat(run.interrupt()).isEqualTo(130);
    assertThat(node.closed).isTrue();
    assertThat(node.requests)
        .containsExactly(
            new PeerRequest.Share(one.toString(), "one.txt", "hybrid", null),
            new PeerRequest.Share(two.toString(), "two.txt", "hybrid", null));
  }

  @Test
  void thePeerMayReadTheFoldersOfWhatIsShared() throws Exception {
    var node = sharing();
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), two);
    var run = new CommandRun(captured, node, "share", link.toString(), one.toString());
    captured.awaitOut("Now seeding one.txt");
    run.interrupt();
    Path real = folder.toRealPath();
    assertThat(node.settings.get(0).getJsonArray("allowedDirectories"))
        .isEqualTo(new JsonArray().add(real.resolve("sub").toString()).add(real.toString()));
    assertThat(node.requests)
        .first()
        .isEqualTo(new PeerRequest.Share(link.toString(), "link.txt", "hybrid", null));
  }

  @Test
  void withJsonStandardOutputCarriesTheTransfersOnly() throws Exception {
    var run = new CommandRun(captured, sharing(), "share", "--json", one.toString());
    captured.awaitOut("\n");
    run.interrupt();
    assertThat(captured.outLines())
        .singleElement()
        .extracting(line -> new JsonObject(line).getString("name"))
        .isEqualTo("one.txt");
    assertThat(captured.err()).startsWith(FakeNode.LISTENING + "\n");
  }

  @Test
  void aMissingPathIsOneLineAndNoNodeIsStarted() {
    var node = sharing();
    int exitCode =
        new MinibitCli(captured.console, node).run("share", one.toString(), folder + "/missing");
    assertThat(exitCode).isEqualTo(1);
    assertThat(captured.err())
        .isEqualTo("minibit: " + folder + "/missing: no such file or folder\n");
    assertThat(node.settings).isEmpty();
  }

  @Test
  void whatThePeerRefusesEndsTheCommand() {
    var node =
        new FakeNode(
            self ->
                request -> {
                  throw new ApiException(FailureCode.CONFLICT, "one.txt is shared already");
                });
    assertThat(new MinibitCli(captured.console, node).run("share", one.toString())).isEqualTo(1);
    assertThat(captured.err()).isEqualTo("minibit: one.txt is shared already\n");
    assertThat(node.closed).isTrue();
  }

  @Test
  void oneFormatMayBeAskedFor() throws Exception {
    assertThat(new MinibitCli(captured.console, sharing()).run("share", "--v1", "--v2", one + ""))
        .isEqualTo(2);
    assertThat(captured.errLines()).hasSize(1);
    var node = sharing();
    var run = new CommandRun(captured, node, "share", "--v2", one.toString());
    captured.awaitOut("Now seeding one.txt");
    run.interrupt();
    assertThat(node.requests)
        .containsExactly(new PeerRequest.Share(one.toString(), "one.txt", "v2", null));
  }
}
