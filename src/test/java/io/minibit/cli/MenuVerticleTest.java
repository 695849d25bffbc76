package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.ApiException;
import io.minibit.api.Event;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.SeederList;
import io.minibit.api.SeederList.Seeder;
import io.minibit.api.TransferList;
import io.minibit.api.TransferState;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The menu fed by a pipe, in front of a peer behind a real event bus. */
class MenuVerticleTest {
  private final CapturedConsole captured = new CapturedConsole();
  private final InputStream processInput = System.in;

  @AfterEach
  void giveInputBack() {
    System.setIn(processInput);
  }

  private static FakeNode node() {
    Function<FakeNode, Function<PeerRequest, Record>> peer =
        node -> request -> answer(node, request);
    var node = new FakeNode(peer);
    node.menu = true;
    return node;
  }

  private static Record answer(FakeNode node, PeerRequest request) {
    if (request instanceof PeerRequest.Share share) {
      if (share.path().startsWith("missing")) {
        throw new ApiException(FailureCode.NOT_FOUND, share.path() + ": no such file");
      }
      return FakeNode.transfer(share.path(), 1, TransferState.SEEDING, 1);
    }
    if (request instanceof PeerRequest.Get get) {
      node.publish(
          Event.Type.COMPLETED, FakeNode.transfer(get.name(), 5, TransferState.SEEDING, 1));
      return FakeNode.transfer(get.name(), 5, TransferState.DOWNLOADING, 0);
    }
    if (request instanceof PeerRequest.Seeders) {
      return new SeederList(List.of(new Seeder("127.0.0.1", 4000)));
    }
    return new TransferList(List.of(FakeNode.transfer("example.txt", 5, TransferState.SEEDING, 1)));
  }

  private static InputStream script(String... lines) {
    return new ByteArrayInputStream(
        (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aScriptThatWritesEverythingAtOnceIsServedLineByLineInOrder() throws Exception {
    System.setIn(
        script(
            "1",
            "größe.txt", // share
            "1",
            "missing.txt", // not there
            "9", // nothing
            "2",
            "2",
            "example.txt", // who has it
            "1",
            "example.txt", // get it
            "1",
            "2",
            "3", // see it, back
            "2")); // leave
    var node = node();
    var run = new CommandRun(captured, node, "-conf", "peer.json");
    assertThat(run.exitCode()).isZero();
    assertThat(captured.outLines())
        .containsExactly(
            FakeNode.LISTENING,
            "1. Seeder 2. Leecher 3. Exit",
            "File to share:",
            "Now seeding größe.txt",
            "1. Seeder 2. Leecher 3. Exit",
            "File to share:",
            "File not found: missing.txt",
            "1. Seeder 2. Leecher 3. Exit",
            "Invalid option",
            "1. Seeder 2. Leecher 3. Exit",
            "1. Download file 2. Get list of seeders 3. Back",
            "File whose seeders to list:",
            "127.0.0.1:4000",
            "1. Download file 2. Get list of seeders 3. Back",
            "File to download:",
            "Downloading example.txt",
            "Download complete: example.txt, 5 B, in /downloads",
            "1. Seeder 2. Exit",
            "1. Seed another file 2. View active seeding files 3. Exit",
            "example.txt",
            "1. Seed another file 2. View active seeding files 3. Exit",
            "1. Seeder 2. Exit");
    assertThat(node.closed).isTrue();
  }

  @Test
  void theEndOfInputEndsTheMenuAndNotTheNode() throws Exception {
    System.setIn(script("1", "example.txt"));
    var node = node();
    var run = new CommandRun(captured, node, "-conf", "peer.json");
    captured.awaitOut("Now seeding example.txt\n1. Seeder");
    assertThat(run.isRunning()).isTrue();
    assertThat(node.closed).isFalse();
    assertThat(run.interrupt()).isEqualTo(130);
    assertThat(node.closed).isTrue();
  }

  @Test
  void aNodeWhoseConfigurationWantsNoMenuReadsNothing() throws Exception {
    InputStream input = script("3");
    System.setIn(input);
    var node = node();
    node.menu = false;
    var run = new CommandRun(captured, node, "-conf", "peer.json");
    captured.awaitOut(FakeNode.LISTENING);
    assertThat(run.interrupt()).isEqualTo(130);
    assertThat(input.available()).isEqualTo(2);
    assertThat(captured.outLines()).containsExactly(FakeNode.LISTENING);
  }

  @Test
  void withoutAConfigurationItSaysWhatToDoNext() throws Exception {
    System.setIn(script("3"));
    assertThat(new CommandRun(captured, node()).exitCode()).isZero();
    assertThat(captured.out()).contains(" share FILE").contains(" get NAME").contains("Ctrl-C");
  }
}
