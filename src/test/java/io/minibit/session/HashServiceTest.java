package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashServiceTest {
  private final List<String> said = new ArrayList<>();
  private final List<HashRange> begun = new ArrayList<>();
  private Promise<PeerMessage> work;
  private boolean reads = true;

  private final HashService<String> service =
      new HashService<>(
          new HashService.Owner<>() {
            @Override
            public boolean takesMore(String peer) {
              return reads;
            }

            @Override
            public void send(String peer, PeerMessage message) {
              said.add(peer + " " + message.getClass().getSimpleName());
            }

            @Override
            public void floods(String peer) {
              said.add(peer + " floods");
            }
          });

  private static HashRange range(int index) {
    return new HashRange(ByteString.of(new byte[32]), 0, index, 2, 0);
  }

  private void offer() {
    service.offer(this::begin);
  }

  private Future<PeerMessage> begin(HashRange range) {
    begun.add(range);
    work = Promise.promise();
    return work.future();
  }

  private void finish() {
    HashRange range = begun.get(begun.size() - 1);
    work.complete(new PeerMessage.Hashes(range, ByteString.of(new byte[64])));
  }

  @Test
  void oneIsWorkedOnAtATimeAndEachPeerHasItsTurn() {
    offer();
    for (int i = 0; i < 3; i++) {
      service.requested("greedy", range(i));
    }
    service.requested("modest", range(9));
    assertThat(begun).containsExactly(range(0));
    finish();
    assertThat(begun).containsExactly(range(0), range(1));
    finish();
    assertThat(begun).endsWith(range(9));
    finish();
    finish();
    assertThat(said)
        .containsExactly("greedy Hashes", "greedy Hashes", "modest Hashes", "greedy Hashes");
  }

  @Test
  void asManyWaitAsMayAndTheNextIsRefused() {
    offer();
    for (int i = 0; i <= HashService.MAX_WAITING; i++) {
      service.requested("peer", range(i));
    }
    assertThat(said).isEmpty();
    service.requested("peer", range(99));
    assertThat(said).containsExactly("peer HashReject");
  }

  @Test
  void whoDoesNotReadIsRefused() {
    offer();
    reads = false;
    service.requested("peer", range(0));
    assertThat(begun).isEmpty();
    assertThat(said).containsExactly("peer HashReject");
  }

  @Test
  void whoIsRefusedTooOftenIsEnded() {
    for (int i = 0; i < HashService.MAX_REFUSED; i++) {
      service.requested("peer", range(i));
    }
    assertThat(said).hasSize(HashService.MAX_REFUSED).containsOnly("peer HashReject");
    service.requested("peer", range(0));
    assertThat(said).endsWith("peer floods");
  }

  @Test
  void whatIsRefusedAfterALookCountsToo() {
    service.offer(range -> Future.succeededFuture(new PeerMessage.HashReject(range)));
    for (int i = 0; i <= HashService.MAX_REFUSED; i++) {
      service.requested("peer", range(i));
    }
    assertThat(said).hasSize(HashService.MAX_REFUSED + 1).endsWith("peer floods");
  }

  @Test
  void whatALeaverAskedForIsNotWorkedOn() {
    offer();
    service.requested("leaver", range(0));
    service.requested("leaver", range(1));
    service.requested("other", range(2));
    service.left("leaver");
    finish();
    assertThat(begun).containsExactly(range(0), range(2));
    finish();
    assertThat(said).containsExactly("other Hashes");
  }

  @Test
  void aDiskThatFailsIsARefusal() {
    offer();
    service.requested("peer", range(0));
    work.fail("no disk");
    assertThat(said).containsExactly("peer HashReject");
  }
}
