package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Event;
import io.minibit.api.NodeDescription;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferList;
import io.minibit.api.TransferState;
import io.minibit.bridge.BridgeSettings;
import io.minibit.bridge.BridgeVerticle;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person does at a terminal to a node that runs elsewhere. */
class KeysIT {
  private static final String UP = "\033[A";
  private static final String DOWN = "\033[B";
  private static final String CTRL_C = "\003";

  private final FakeNode node = new FakeNode(self -> KeysIT::answer);
  private int port;

  private static Transfer transfer(String name, TransferState state) {
    return FakeNode.transfer(name, 1000, state, 0.5);
  }

  private static Record answer(PeerRequest request) {
    if (request instanceof PeerRequest.DescribeNode) {
      return new NodeDescription(
          "fake-node", "test", "127.0.0.1", 1, List.of(), List.of(), "/downloads", List.of(), 0);
    }
    if (request instanceof PeerRequest.Pause) {
      return transfer("film.mkv", TransferState.PAUSED);
    }
    return new TransferList(
        List.of(
            transfer("album.flac", TransferState.DOWNLOADING),
            transfer("film.mkv", TransferState.DOWNLOADING)));
  }

  @BeforeEach
  void open() throws Exception {
    AtomicInteger bound = new AtomicInteger();
    var door =
        new BridgeVerticle(
            new BridgeSettings("127.0.0.1", 0, null, null, null, null),
            bound::set,
            NetSocket::close);
    await(node.startPeer(new JsonObject(), new ConsoleOutput(new CapturedConsole().console)));
    await(node.vertx().deployVerticle(door));
    port = bound.get();
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    await(node.close());
  }

  private PseudoTerminal run(String command) throws Exception {
    return new PseudoTerminal(PseudoTerminal.cli(command + " --bridge 127.0.0.1:" + port));
  }

  @Test
  void topIsDrivenByKeysAndGivesTheScreenBack() throws Exception {
    try (PseudoTerminal terminal = run("top")) {
      terminal.await("\033[?1049h");
      terminal.await("> album.flac");
      terminal.await("film.mkv");
      terminal.type(DOWN);
      terminal.await("> film.mkv");
      terminal.type("p");
      terminal.await("paused");
      assertThat(node.requests).contains(new PeerRequest.Pause("old:film.mkv"));

      node.publish(Event.Type.ADDED, transfer("novel.epub", TransferState.SEEDING));
      terminal.await("novel.epub");

      terminal.type(UP);
      terminal.await("> album.flac");
      terminal.type("d");
      terminal.await("Remove album.flac?");
      terminal.type("n");
      terminal.await("q quit");
      assertThat(node.requests).noneMatch(PeerRequest.Remove.class::isInstance);

      terminal.type("q");
      terminal.await("\033[?1049l");
      assertThat(terminal.exitCode()).isZero();
    }
  }

  @Test
  void watchPrintsEventsUntilItIsInterrupted() throws Exception {
    try (PseudoTerminal terminal = run("watch")) {
      // It may not have begun to listen when the first of them are told.
      long ticker =
          node.vertx()
              .setPeriodic(
                  50,
                  fired ->
                      node.publish(
                          Event.Type.STATE, transfer("film.mkv", TransferState.DOWNLOADING)));
      terminal.await("{\"type\":\"state\",\"node\":\"fake-node\",\"id\":\"old:film.mkv\"");
      node.vertx().cancelTimer(ticker);
      terminal.type(CTRL_C);
      assertThat(terminal.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void theTabKeyCompletesARequest() throws Exception {
    try (PseudoTerminal terminal = new PseudoTerminal("PS1='$ ' exec bash --norc --noprofile -i")) {
      terminal.type("minibit() { echo \"ran: $*\"; }\n");
      terminal.type("eval \"$(" + PseudoTerminal.cli("completion") + ")\"; echo rea''dy\n");
      terminal.await("ready");
      terminal.type("minibit sen\t minibit.tr\t sta\t\n");
      terminal.await("ran: send minibit.tracker stats");
      terminal.type("exit\n");
      assertThat(terminal.exitCode()).isZero();
    }
  }
}
