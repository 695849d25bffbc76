package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Addresses;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class EventBusPeerTest {
  @Test
  void aNodeWithoutAPeerIsSaidToHaveNone(Vertx vertx, VertxTestContext test) {
    new EventBusPeer(vertx.eventBus())
        .seeders("film.mkv")
        .onComplete(
            test.failing(
                cause ->
                    test.verify(
                        () -> {
                          assertThat(cause).isInstanceOf(PeerFailure.class);
                          assertThat(cause).hasMessage("this node runs no peer");
                          test.completeNow();
                        })));
  }

  @Test
  void aRefusalKeepsItsCodeAndWords(Vertx vertx, VertxTestContext test) {
    vertx.eventBus().consumer(Addresses.PEER, message -> message.fail(507, "the disk is full"));
    new EventBusPeer(vertx.eventBus())
        .list()
        .onComplete(
            test.failing(
                cause ->
                    test.verify(
                        () -> {
                          assertThat(cause).hasMessage("the disk is full");
                          assertThat(((PeerFailure) cause).code()).isEqualTo(507);
                          test.completeNow();
                        })));
  }
}
