package io.minibit.session;

import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Torrent;
import io.minibit.storage.PieceStore;
import io.minibit.swarm.DropReason;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The hashes of a torrent's merkle trees on its connections (BEP 52): piece layers that are missing
 * are fetched, those of the blocks of bad pieces too, and who asks is answered once the content is
 * open. Hashing and reading are done by workers. Confined to the peer's context.
 */
final class HashExchange {
  private final PeerResources peer;
  private final Set<PeerLink> speakers = new HashSet<>();
  private final HashService<PeerLink> service = new HashService<>(new Serving());
  private HashFetch<PeerLink> fetch;
  private LeafFetch<PeerLink> leaves;

  HashExchange(PeerResources peer) {
    this.peer = peer;
  }

  /** There is a connection with a peer. */
  void joined(PeerLink link) {
    if (link.speaksV2()) {
      speakers.add(link);
      if (fetch != null) {
        fetch.joined(link, peer.now());
      }
    }
  }

  /** A connection has ended. */
  void left(PeerLink link) {
    speakers.remove(link);
    service.left(link);
    if (fetch != null) {
      fetch.left(link, peer.now());
    }
    if (leaves != null) {
      leaves.left(link, peer.now());
    }
  }

  /** Whether there is anybody to ask. */
  boolean hasSpeakers() {
    return !speakers.isEmpty();
  }

  /** Fetches the piece layers that a torrent lacks; succeeds with all of them, or never. */
  Future<PieceLayers> fetch(Torrent torrent) {
    Promise<PieceLayers> promise = Promise.promise();
    fetch =
        new HashFetch<>(
            torrent.info(),
            torrent.layers(),
            new HashFetch.Owner<>() {
              @Override
              public void request(PeerLink link, HashRange range) {
                link.send(new PeerMessage.HashRequest(range));
              }

              @Override
              public void complete(Map<Integer, byte[]> layers) {
                fetch = null;
                try {
                  promise.complete(torrent.layers().withProved(layers));
                } catch (InvalidTorrentException e) {
                  promise.fail(e);
                }
              }

              @Override
              public void lied(PeerLink link) {
                link.lied();
              }
            });
    speakers.forEach(link -> fetch.joined(link, peer.now()));
    return promise.future();
  }

  /**
   * From now on requests are answered.
   *
   * @param torrent with the layers that the store knows; when it learns more, this is called again
   */
  void serve(Torrent torrent, PieceStore store) {
    HashOffer offer = new HashOffer(torrent, new DiskLeaves(store, torrent.pieces()));
    DiskWorkers workers = peer.workers();
    service.offer(
        range -> workers.call(workers.hashing(), peer.context(), () -> offer.answer(range)));
    if (!torrent.layers().isComplete()) {
      return; // Nothing could prove hashes of blocks.
    }
    leaves =
        new LeafFetch<>(
            torrent,
            peer.random(),
            new LeafFetch.Owner<>() {
              @Override
              public void request(PeerLink link, HashRange range) {
                link.send(new PeerMessage.HashRequest(range));
              }

              @Override
              public Future<Boolean> learn(int piece, byte[] hashes) {
                return peer.workers()
                    .call(peer.context(), () -> store.learnBlockHashes(piece, hashes));
              }

              @Override
              public void lied(PeerLink link) {
                link.lied();
              }
            });
  }

  /** A piece came out bad: from now on its blocks are to be judged one by one. */
  void suspect(int piece) {
    if (leaves != null) {
      leaves.suspect(piece, speakers, peer.now());
    }
  }

  /** A peer asks or answers. */
  void message(PeerLink link, PeerMessage message) {
    if (message instanceof PeerMessage.HashRequest request) {
      service.requested(link, request.range());
    } else if (message instanceof PeerMessage.Hashes hashes) {
      answered(link, hashes);
    } else if (message instanceof PeerMessage.HashReject reject) {
      rejected(link, reject.range());
    }
  }

  private void answered(PeerLink link, PeerMessage.Hashes hashes) {
    if (fetch != null) {
      fetch.hashes(link, hashes, peer.now());
    } else if (leaves != null) {
      leaves.hashes(link, hashes, peer.now());
    }
  }

  private void rejected(PeerLink link, HashRange range) {
    if (fetch != null) {
      fetch.rejected(link, range, peer.now());
    } else if (leaves != null) {
      leaves.rejected(link, range, peer.now());
    }
  }

  private static final class Serving implements HashService.Owner<PeerLink> {
    @Override
    public boolean takesMore(PeerLink link) {
      return link.takesMore();
    }

    @Override
    public void send(PeerLink link, PeerMessage message) {
      link.send(message);
    }

    @Override
    public void floods(PeerLink link) {
      link.drop(DropReason.REQUEST_FLOOD);
    }
  }

  /** Time goes on. */
  void tick() {
    if (fetch != null) {
      fetch.tick(peer.now());
    }
    if (leaves != null) {
      leaves.tick(peer.now());
    }
  }
}
