package io.minibit.cli;

import io.minibit.api.Event;
import io.minibit.api.PeerRequest;
import io.minibit.api.TransferState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line in front of a {@link FakeNode}, as a process of its own that signals can be sent
 * to. The system property {@code goodbye} names the file that closing the node creates; with {@code
 * hang} closing never ends.
 */
final class FakeNodeMain {
  /** The name of a download that never ends. */
  static final String ENDLESS = "endless.mkv";

  private FakeNodeMain() {}

  public static void main(String[] args) {
    LogProvider.use();
    var node = new FakeNode(self -> request -> answer(self, request));
    System.exit(MinibitCli.run(args, new SlowToClose(node)));
  }

  private static Record answer(FakeNode node, PeerRequest request) {
    if (!(request instanceof PeerRequest.Get get)) {
      return FakeNode.transfer("example.txt", 5, TransferState.SEEDING, 1);
    }
    var started = FakeNode.transfer(get.name(), 5, TransferState.DOWNLOADING, 0);
    if (!get.name().equals(ENDLESS)) {
      node.publish(Event.Type.PROGRESS, started);
      node.publish(
          Event.Type.COMPLETED, FakeNode.transfer(get.name(), 5, TransferState.SEEDING, 1));
    }
    return started;
  }

  private record SlowToClose(FakeNode node) implements NodeLauncher, RunningNode {
    @Override
    public Future<RunningNode> startNode(Optional<Path> config, boolean clustered, Output output) {
      return node.startNode(config, clustered, output).map(this);
    }

    @Override
    public Future<RunningNode> startPeer(JsonObject peer, Output output) {
      return node.startPeer(peer, output).map(this);
    }

    @Override
    public Vertx vertx() {
      return node.vertx();
    }

    @Override
    public boolean wantsMenu(boolean interactive) {
      return !interactive;
    }

    @Override
    public Future<Void> close() {
      Promise<Void> closed = Promise.promise();
      if (!Boolean.getBoolean("hang")) {
        node.vertx()
            .setTimer(
                100,
                waited -> {
                  sayGoodbye();
                  node.close().onComplete(closed);
                });
      }
      return closed.future();
    }

    private static void sayGoodbye() {
      try {
        Files.createFile(Path.of(System.getProperty("goodbye")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
