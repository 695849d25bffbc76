package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.SeederList;
import io.minibit.api.SeederList.Seeder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedersCommandTest {
  private final CapturedConsole captured = new CapturedConsole();

  private int run(FakeNode node, String... args) {
    return new MinibitCli(captured.console, node).run(args);
  }

  private static FakeNode answering(Seeder... seeders) {
    return new FakeNode(self -> request -> new SeederList(List.of(seeders)));
  }

  @Test
  void printsOneSeederALineAndNothingElse() {
    var node = answering(new Seeder("10.0.0.2", 4000), new Seeder("fe80::1", 4001));
    assertThat(run(node, "seeders", "film.mkv", "-t", "udp://10.0.0.1:5000")).isZero();
    assertThat(captured.out()).isEqualTo("10.0.0.2:4000\n[fe80::1]:4001\n");
    assertThat(captured.err()).isEmpty();
    assertThat(node.requests).containsExactly(new PeerRequest.Seeders("film.mkv"));
    assertThat(node.closed).isTrue();
  }

  @Test
  void withJsonItIsTheReplyOfTheControlInterface() {
    assertThat(run(answering(new Seeder("10.0.0.2", 4000)), "seeders", "film.mkv", "--json"))
        .isZero();
    assertThat(captured.out()).isEqualTo("{\"seeders\":[[\"10.0.0.2\",4000]]}\n");
  }

  @Test
  void nobodyIsAFailure() {
    assertThat(run(answering(), "seeders", "film.mkv")).isEqualTo(1);
    assertThat(captured.err()).isEqualTo("minibit: File not found: nobody seeds film.mkv\n");
  }

  @Test
  void aTrackerThatIsAwayIsAFailure() {
    var node =
        new FakeNode(
            self ->
                request -> {
                  throw new ApiException(
                      FailureCode.UNAVAILABLE, "udp://127.0.0.1:5000: the tracker does not answer");
                });
    assertThat(run(node, "seeders", "film.mkv")).isEqualTo(1);
    assertThat(captured.err())
        .isEqualTo("minibit: udp://127.0.0.1:5000: the tracker does not answer\n");
  }
}
