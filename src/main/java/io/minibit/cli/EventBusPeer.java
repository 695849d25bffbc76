package io.minibit.cli;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.SeederList;
import io.minibit.api.Transfer;
import io.minibit.api.TransferList;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/** The peer of the node in this process, asked over the event bus. */
final class EventBusPeer implements Peer {
  /**
   * How long an answer may take. Trackers are asked several times before they count as away, so an
   * answer takes longer than the event bus waits by default.
   */
  private static final long ANSWER_MILLIS = 120_000;

  /** Hashing a disk of many terabytes. */
  private static final long HASHING_MILLIS = 7 * 24 * 3_600_000L;

  private final EventBus eventBus;

  EventBusPeer(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  @Override
  public Future<Transfer> share(PeerRequest.Share request) {
    return request(request, Transfer.class, HASHING_MILLIS);
  }

  @Override
  public Future<Transfer> get(PeerRequest.Get request) {
    return request(request, Transfer.class);
  }

  @Override
  public Future<SeederList> seeders(String name) {
    return request(new PeerRequest.Seeders(name), SeederList.class);
  }

  @Override
  public Future<TransferList> list() {
    return request(new PeerRequest.ListTransfers(), TransferList.class);
  }

  private <T extends Record> Future<T> request(Record request, Class<T> answer) {
    return request(request, answer, ANSWER_MILLIS);
  }

  private <T extends Record> Future<T> request(Record request, Class<T> answer, long millis) {
    return eventBus
        .<JsonObject>request(
            Addresses.PEER, ApiJson.json(request), new DeliveryOptions().setSendTimeout(millis))
        .map(reply -> ApiJson.read(reply.body(), answer))
        .recover(cause -> Future.failedFuture(understood(cause, millis)));
  }

  private static Throwable understood(Throwable cause, long millis) {
    if (!(cause instanceof ReplyException failure)) {
      return cause;
    }
    if (failure.failureType() == ReplyFailure.NO_HANDLERS) {
      return new PeerFailure(FailureCode.UNAVAILABLE.code(), "this node runs no peer");
    }
    if (failure.failureType() == ReplyFailure.TIMEOUT) {
      return new PeerFailure(
          FailureCode.UNAVAILABLE.code(), "the peer gave no answer within " + millis / 1000 + " s");
    }
    return new PeerFailure(failure.failureCode(), failure.getMessage());
  }
}
