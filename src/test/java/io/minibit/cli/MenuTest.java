package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Event;
import io.minibit.api.PeerRequest;
import io.minibit.api.SeederList;
import io.minibit.api.SeederList.Seeder;
import io.minibit.api.Transfer;
import io.minibit.api.TransferList;
import io.minibit.api.TransferState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MenuTest {
  private static final String TOP = "1. Seeder 2. Leecher 3. Exit";
  private static final String LEECHER = "1. Download file 2. Get list of seeders 3. Back";
  private static final String SEEDER_TOP = "1. Seeder 2. Exit";
  private static final String SEEDER = "1. Seed another file 2. View active seeding files 3. Exit";

  private final CapturedConsole captured = new CapturedConsole();
  private final ScriptedPeer peer = new ScriptedPeer();
  private int exits;
  private int readyCalls;
  private int printed;
  private final Menu menu = new Menu(captured.console, peer, () -> exits++, () -> readyCalls++);

  @BeforeEach
  void open() {
    menu.open();
    assertThat(news()).containsExactly(TOP);
  }

  /** What was printed since the last call. */
  private List<String> news() {
    List<String> all = captured.outLines();
    List<String> news = all.subList(printed, all.size());
    printed = all.size();
    return news;
  }

  private List<String> type(String... lines) {
    for (String line : lines) {
      assertThat(menu.isReady()).as("ready for '%s'", line).isTrue();
      menu.line(line);
    }
    return news();
  }

  private void becomeSeeder() {
    type("2", "1", "film.mkv");
    peer.get.complete(FakeNode.transfer("film.mkv", 4096, TransferState.SEEDING, 1));
    news();
  }

  @Test
  void seederAsksForAFileNameAndSharesIt() {
    assertThat(type("1")).containsExactly("File to share:");
    assertThat(type("example.txt")).isEmpty();
    assertThat(peer.requests).containsExactly("share example.txt");
    peer.share.complete(FakeNode.transfer("example.txt", 1, TransferState.SEEDING, 1));
    assertThat(news()).containsExactly("Now seeding example.txt", TOP);
  }

  @Test
  void whatIsSharedKeepsTheTopMenuUntilTheFirstDownload() {
    type("1", "example.txt");
    peer.share.complete(FakeNode.transfer("example.txt", 1, TransferState.SEEDING, 1));
    news();
    assertThat(type("2")).containsExactly(LEECHER);
  }

  @Test
  void aFileThatIsNotThereIsNotFoundAndTheMenuComesBack() {
    type("1", "missing.txt");
    peer.share.fail(new PeerFailure(404, "missing.txt: no such file in the allowed directories"));
    assertThat(news()).containsExactly("File not found: missing.txt", TOP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "0", "x", "", "1 2", "１", "-1"})
  void anythingElseIsAnInvalidOptionAndTheMenuComesBack(String option) {
    assertThat(type(option)).containsExactly("Invalid option", TOP);
    type("2");
    assertThat(type(option)).containsExactly("Invalid option", LEECHER);
  }

  @Test
  void spacesAroundAnOptionDoNotMatter() {
    assertThat(type(" 2\t")).containsExactly(LEECHER);
  }

  @Test
  void anEmptyFileNameIsAnInvalidOption() {
    assertThat(type("1", " ")).containsExactly("File to share:", "Invalid option", TOP);
    assertThat(peer.requests).isEmpty();
  }

  @Test
  void backLeadsToTheTop() {
    assertThat(type("2", "3")).containsExactly(LEECHER, TOP);
  }

  @Test
  void theListOfSeedersIsOneAddressALineAndTheLeecherMenuStaysOpen() {
    assertThat(type("2", "2", "film.mkv")).containsExactly(LEECHER, "File whose seeders to list:");
    assertThat(peer.requests).containsExactly("seeders film.mkv");
    peer.seeders.complete(
        new SeederList(List.of(new Seeder("10.0.0.2", 4000), new Seeder("10.0.0.3", 4001))));
    assertThat(news()).containsExactly("10.0.0.2:4000", "10.0.0.3:4001", LEECHER);
  }

  @Test
  void aNameThatNobodySeedsIsNotFound() {
    type("2", "2", "film.mkv");
    peer.seeders.complete(new SeederList(List.of()));
    assertThat(news()).containsExactly("File not found: nobody seeds film.mkv", LEECHER);
  }

  @Test
  void aTrackerThatIsAwayIsSaidAndTheMenuComesBack() {
    type("2", "2", "film.mkv");
    peer.seeders.fail(new PeerFailure(503, "udp://127.0.0.1:5000 does not answer"));
    assertThat(news()).containsExactly("udp://127.0.0.1:5000 does not answer", LEECHER);
  }

  @Test
  void aDownloadRunsToItsEndBeforeTheMenuComesBackAndMakesItASeeders() {
    assertThat(type("2", "1", "film.mkv"))
        .containsExactly(LEECHER, "File to download:", "Downloading film.mkv");
    assertThat(peer.requests).containsExactly("get film.mkv");
    peer.get.complete(FakeNode.transfer("film.mkv", 4096, TransferState.DOWNLOADING, 0));
    assertThat(menu.isReady()).isFalse();
    menu.event(event(Event.Type.PROGRESS, "film.mkv", 0.5));
    menu.event(event(Event.Type.COMPLETED, "other.mkv", 1));
    assertThat(news()).isEmpty();
    assertThat(menu.isReady()).isFalse();

    menu.event(event(Event.Type.COMPLETED, "film.mkv", 1));
    assertThat(news())
        .containsExactly("Download complete: film.mkv, 4.00 KiB, in /downloads", SEEDER_TOP);
    assertThat(menu.isReady()).isTrue();
  }

  @Test
  void aDownloadUsesTheConfiguredFolderAndPrefix() {
    type("2", "1", "film.mkv");
    assertThat(peer.lastGet)
        .isEqualTo(new PeerRequest.Get("film.mkv", null, null, null, null, null, null));
  }

  @Test
  void anEndThatOvertakesTheAnswerIsNotMissed() {
    type("2", "1", "film.mkv");
    menu.event(event(Event.Type.COMPLETED, "film.mkv", 1));
    assertThat(menu.isReady()).isFalse();
    peer.get.complete(FakeNode.transfer("film.mkv", 4096, TransferState.DOWNLOADING, 0));
    assertThat(news()).contains(SEEDER_TOP);
  }

  @Test
  void aDownloadThatIsRefusedLeavesTheLeecherMenuOpen() {
    type("2", "1", "film.mkv");
    peer.get.fail(new PeerFailure(404, "File not found: no tracker knows a seeder of film.mkv"));
    assertThat(news()).endsWith("File not found: no tracker knows a seeder of film.mkv", LEECHER);
  }

  @Test
  void aDownloadThatFailsLeavesTheLeecherMenuOpen() {
    type("2", "1", "film.mkv");
    peer.get.complete(FakeNode.transfer("film.mkv", 4096, TransferState.DOWNLOADING, 0));
    menu.event(
        new Event(Event.Type.FAILED, "node", FakeNode.failed("film.mkv", "the disk is full")));
    assertThat(news()).endsWith("the disk is full", LEECHER);
    assertThat(type("3")).containsExactly(TOP);
  }

  @Test
  void exitAtTheTopLeaves() {
    assertThat(type("3")).isEmpty();
    assertThat(exits).isEqualTo(1);
    assertThat(menu.isReady()).isFalse();
  }

  @Test
  void theSeedersTopMenuHasNoLeecher() {
    becomeSeeder();
    assertThat(type("3")).containsExactly("Invalid option", SEEDER_TOP);
    assertThat(exits).isZero();
    type("2");
    assertThat(exits).isEqualTo(1);
  }

  @Test
  void theSeederMenuSharesAnotherFile() {
    becomeSeeder();
    assertThat(type("1")).containsExactly(SEEDER);
    assertThat(type("1", "example.txt")).containsExactly("File to share:");
    peer.share.complete(FakeNode.transfer("example.txt", 1, TransferState.SEEDING, 1));
    assertThat(news()).containsExactly("Now seeding example.txt", SEEDER);
  }

  @Test
  void theSeederMenuListsWhatIsSeededByName() {
    becomeSeeder();
    type("1", "2");
    assertThat(peer.requests).last().isEqualTo("list");
    peer.list.complete(
        new TransferList(
            List.of(
                FakeNode.transfer("film.mkv", 1, TransferState.SEEDING, 1),
                FakeNode.transfer("half.mkv", 1, TransferState.DOWNLOADING, 0.5),
                FakeNode.transfer("example.txt", 1, TransferState.SEEDING, 1))));
    assertThat(news()).containsExactly("film.mkv", "example.txt", SEEDER);
  }

  @Test
  void exitOfTheSeederMenuReturnsToTheTop() {
    becomeSeeder();
    assertThat(type("1", "3")).containsExactly(SEEDER, SEEDER_TOP);
    assertThat(exits).isZero();
  }

  @Test
  void aHostileNameIsEscaped() {
    type("2", "1", "film.mkv");
    peer.get.complete(FakeNode.transfer("\033[2Jfilm", 4096, TransferState.SEEDING, 1));
    assertThat(captured.out()).contains("Download complete: \\u001b[2Jfilm").doesNotContain("\033");
  }

  @Test
  void theLineOfAFinishedActionIsAskedForOnce() {
    int before = readyCalls;
    type("1", "example.txt");
    assertThat(readyCalls - before).as("one for the question").isEqualTo(1);
    peer.share.complete(FakeNode.transfer("example.txt", 1, TransferState.SEEDING, 1));
    assertThat(readyCalls - before).as("one more for the menu").isEqualTo(2);
  }

  private static Event event(Event.Type type, String name, double progress) {
    return new Event(
        type, "node", FakeNode.transfer(name, 4096, TransferState.DOWNLOADING, progress));
  }

  /** Writes down what it is asked and answers when the test says so. */
  private static final class ScriptedPeer implements Peer {
    final List<String> requests = new ArrayList<>();
    Promise<Transfer> share;
    Promise<Transfer> get;
    Promise<SeederList> seeders;
    Promise<TransferList> list;
    PeerRequest.Get lastGet;

    @Override
    public Future<Transfer> share(PeerRequest.Share request) {
      requests.add("share " + request.path());
      assertThat(request.name()).isNull();
      share = Promise.promise();
      return share.future();
    }

    @Override
    public Future<Transfer> get(PeerRequest.Get request) {
      requests.add("get " + request.name());
      lastGet = request;
      get = Promise.promise();
      return get.future();
    }

    @Override
    public Future<SeederList> seeders(String name) {
      requests.add("seeders " + name);
      seeders = Promise.promise();
      return seeders.future();
    }

    @Override
    public Future<TransferList> list() {
      requests.add("list");
      list = Promise.promise();
      return list.future();
    }
  }
}
