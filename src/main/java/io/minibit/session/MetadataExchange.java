package io.minibit.session;

import io.minibit.metainfo.InfoDictionary;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.TorrentParser;
import io.minibit.wire.ByteString;
import io.minibit.wire.UtMetadata;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A torrent's info dictionary on its connections (BEP 9): fetched while it is unknown, served from
 * then on. Hashing and parsing are done by workers, but for what fits one block. Confined to the
 * peer's context.
 */
final class MetadataExchange implements PeerExtension {
  /** Hears what the torrent is; once. */
  interface Listener {
    /** The info dictionary has the hash that was asked for. */
    void learned(InfoDictionary info);

    /** What has the hash that was asked for is no torrent, or fetching it met a bug. */
    void failed(Throwable cause);
  }

  private final PeerResources peer;
  private final InfoHashes hashes;
  private final Listener listener;
  private final Map<PeerLink, MetadataOffer.Service> services = new HashMap<>();
  private MetadataFetch<PeerLink> fetch;
  private MetadataOffer offer;

  /**
   * Fetches until it is {@link #known}.
   *
   * @param hashes all of which the dictionary must have
   */
  MetadataExchange(PeerResources peer, InfoHashes hashes, Listener listener) {
    this.peer = peer;
    this.hashes = hashes;
    this.listener = listener;
    fetch = new MetadataFetch<>(new Fetching());
  }

  /** From now on it is served. */
  void known(InfoDictionary info) {
    fetch = null;
    offer = new MetadataOffer(info);
  }

  private final class Fetching implements MetadataFetch.Owner<PeerLink> {
    @Override
    public void request(PeerLink link, int block) {
      send(link, new UtMetadata.Request(block));
    }

    @Override
    public void judge(byte[] info, Consumer<Boolean> verdict) {
      parsed(info)
          .onComplete(
              judged -> {
                if (judged.succeeded() && judged.result().isEmpty()) {
                  verdict.accept(false);
                  return;
                }
                verdict.accept(true);
                if (judged.succeeded()) {
                  listener.learned(judged.result().get());
                } else {
                  listener.failed(judged.cause());
                }
              });
    }

    @Override
    public void lied(PeerLink link) {
      link.lied();
    }
  }

  /** So little takes less time than a worker's turn, and no more than the proof of some hashes. */
  private Future<Optional<InfoDictionary>> parsed(byte[] info) {
    if (info.length > UtMetadata.BLOCK) {
      return peer.workers().call(peer.context(), () -> parse(info));
    }
    try {
      return Future.succeededFuture(parse(info));
    } catch (InvalidTorrentException | RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Optional<InfoDictionary> parse(byte[] info) throws InvalidTorrentException {
    return hashes.areOf(info) ? Optional.of(TorrentParser.parseInfo(info)) : Optional.empty();
  }

  private static void send(PeerLink link, UtMetadata message) {
    link.theirId(UtMetadata.NAME).ifPresent(id -> link.send(message.toMessage(id)));
  }

  @Override
  public String name() {
    return UtMetadata.NAME;
  }

  @Override
  public void introduced(PeerLink link) {
    if (fetch != null
        && link.theirId(UtMetadata.NAME).isPresent()
        && link.metadataSize().isPresent()) {
      fetch.offered(link, link.metadataSize().getAsInt(), peer.now());
    }
  }

  @Override
  public void message(PeerLink link, ByteString payload) {
    UtMetadata message = UtMetadata.read(payload);
    if (message instanceof UtMetadata.Request request) {
      requested(link, request.block());
    } else if (fetch != null && message instanceof UtMetadata.Data data) {
      fetch.data(link, data, peer.now());
    } else if (fetch != null && message instanceof UtMetadata.Reject reject) {
      fetch.rejected(link, reject.block(), peer.now());
    }
  }

  private void requested(PeerLink link, int block) {
    if (offer == null) {
      send(link, new UtMetadata.Reject(block));
    } else {
      services
          .computeIfAbsent(
              link, fresh -> offer.service(link::takesMore, message -> send(link, message)))
          .requested(block);
    }
  }

  @Override
  public void left(PeerLink link) {
    services.remove(link);
    if (fetch != null) {
      fetch.left(link, peer.now());
    }
  }

  @Override
  public void tick() {
    services.values().forEach(MetadataOffer.Service::drain);
    if (fetch != null) {
      fetch.tick(peer.now());
    }
  }
}
