package io.minibit.session;

import io.minibit.discovery.TrackerStatus;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.InfoDictionary;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Torrent;
import io.minibit.storage.PieceStore;
import io.minibit.swarm.PeerOrigin;
import io.minibit.swarm.SwarmLimits;
import io.minibit.swarm.SwarmSettings;
import io.minibit.tracker.protocol.Announce.Progress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A torrent transfer from a start to the next stop: finds out what the torrent is where that is
 * unknown, looks at the content on disk, then exchanges pieces. Confined to the peer's context;
 * {@link #close} it, which may be done at any time.
 */
final class TorrentRun {
  /** Between two looks at who else could be called, and at trackers while nobody is there. */
  private static final long REDIAL_MILLIS = 500;

  /**
   * How long trackers wait for peers that are known already: what these can give at once is here
   * before a client for trackers is made.
   */
  private static final long HEAD_START_MILLIS = 100;

  /** How long a hybrid's v2 hashes are waited for, where v1 ones do until they come. */
  private static final long HYBRID_PATIENCE_MILLIS = 5000;

  /** Addresses kept while the content is looked at: a link names a few, and may come again. */
  private static final int MAX_EARLY = 100;

  /** Hears how it goes. Nothing comes after the close. */
  interface Owner {
    /** What the torrent is has been learned, or more of it. */
    void known(Torrent torrent);

    /**
     * What is on disk has been looked at.
     *
     * @return whether to go on; else the owner has closed it
     */
    boolean checked();

    /** Pieces are exchanged from now on. */
    void live();

    /** All is verified and safe on disk, of what was not before. */
    void completed();

    /** It cannot go on. */
    void failed(Throwable cause);
  }

  private final PeerResources peer;
  private final TorrentOrder order;
  private final SwarmSettings settings;
  private final SwarmLimits limits;
  private final Traffic traffic;
  private final Owner owner;
  private final ContentTrust trust;
  private final MetadataExchange metadata;
  private final PexExtension pex;
  private final HashExchange hashes;
  private Torrent torrent;

  /** Addresses that came before anybody is called. */
  private final List<InetSocketAddress> early = new ArrayList<>();

  /** Whether more is known of it than when this began. */
  private boolean news;

  private PeerLinks links;
  private PeerSearch search;
  private ContentOpening opening;
  private PieceStore store;
  private LiveSwarm live;
  private long timer;
  private long headStart = -1;
  private long patience = -1;
  private Promise<Void> closing;

  /**
   * Not begun.
   *
   * @param torrent null while it is unknown
   * @param trust what of the content on disk need not be looked at
   */
  TorrentRun(
      PeerResources peer,
      TorrentOrder order,
      Torrent torrent,
      SwarmSettings settings,
      SwarmLimits limits,
      Traffic traffic,
      ContentTrust trust,
      Owner owner) {
    this.peer = peer;
    this.order = order;
    this.torrent = torrent;
    this.settings = settings;
    this.limits = limits;
    this.traffic = traffic;
    this.trust = trust;
    this.owner = owner;
    metadata = new MetadataExchange(peer, order.hashes(), new Learning());
    pex = new PexExtension(peer, others -> links.found(others, PeerOrigin.OTHER));
    hashes = new HashExchange(peer);
  }

  /** Begins. */
  void start() {
    if (torrent == null) {
      connect();
    } else {
      served();
      seekLayers(true);
    }
  }

  /** The torrent is known: others may ask for it, and hear of others where it is not private. */
  private void served() {
    metadata.known(torrent.info());
    pex.known(torrent.info().isPrivate());
  }

  private final class Learning implements MetadataExchange.Listener {
    @Override
    public void learned(InfoDictionary info) {
      if (closing == null) {
        torrent = new Torrent(info, PieceLayers.of(info), order.sources(), Credits.NONE);
        news = true;
        served();
        links.known(torrent);
        if (search != null) {
          search.known(torrent);
        }
        // Who told of it would tell its hashes; one without v2 is no reason to wait for others.
        seekLayers(hashes.hasSpeakers());
      }
    }

    @Override
    public void failed(Throwable cause) {
      if (closing == null) {
        owner.failed(cause);
      }
    }
  }

  /**
   * The hashes of pieces that the torrent lacks, as one of a magnet link does, are fetched from
   * peers. A v2 torrent is not opened without them; a hybrid is, judged by v1 alone until they
   * come.
   *
   * @param patient whether a hybrid waits for them a while
   */
  private void seekLayers(boolean patient) {
    if (torrent.layers().isComplete()) {
      known();
      return;
    }
    if (links == null) {
      connect();
    }
    hashes
        .fetch(torrent)
        .onSuccess(
            layers -> {
              if (closing == null) {
                learned(layers);
              }
            })
        .onFailure(
            cause -> {
              if (closing == null) {
                owner.failed(cause);
              }
            });
    if (torrent.hashes().v1().isEmpty()) {
      return;
    }
    if (!patient) {
      known();
      return;
    }
    patience =
        peer.vertx()
            .setTimer(
                HYBRID_PATIENCE_MILLIS,
                late -> {
                  if (opening == null && live == null) {
                    known();
                  }
                });
  }

  private void learned(PieceLayers layers) {
    torrent = torrent.withLayers(layers);
    news = true;
    if (opening == null && live == null) {
      known();
      return;
    }
    owner.known(torrent);
    if (live != null) {
      live.learn(layers);
      hashes.serve(torrent, store);
    }
  }

  private void known() {
    if (news) {
      owner.known(torrent);
    }
    open();
  }

  /** Calls the peers that are known, lets others come, and looks for more. */
  private void connect() {
    links = new PeerLinks(peer, order.hashes(), torrent, settings, extensions(), hashes);
    links.found(order.peers(), PeerOrigin.OWN);
    links.found(early, PeerOrigin.OWN);
    timer = peer.vertx().setPeriodic(REDIAL_MILLIS, fired -> redial());
    if (order.peers().isEmpty() && early.isEmpty()) {
      search();
    } else {
      headStart = peer.vertx().setTimer(HEAD_START_MILLIS, over -> search());
    }
  }

  private void search() {
    if (search == null) {
      search = new PeerSearch(peer, order, torrent, this::progress, links);
    }
  }

  private List<PeerExtension> extensions() {
    return List.of(new DontHaveExtension(), metadata, pex);
  }

  private void redial() {
    links.tick();
    search();
    if (links.size() == 0 && !isComplete()) {
      search.hurry();
    }
  }

  private Progress progress() {
    return new Progress(traffic.downloadedLately(), traffic.uploadedLately(), left());
  }

  /** Bytes that are missing, about; negative while that is unknown. */
  private long left() {
    if (torrent == null) {
      return -1;
    }
    if (live == null) {
      return torrent.totalLength();
    }
    int missing = torrent.pieces().pieceCount() - live.verifiedPieces();
    return Math.min(torrent.totalLength(), (long) missing * torrent.pieces().pieceLength());
  }

  private void open() {
    opening = new ContentOpening(peer, order, torrent, trust);
    opening
        .run()
        .onSuccess(this::opened)
        .onFailure(
            cause -> {
              opening = null;
              if (closing != null) {
                closing.complete();
              } else {
                owner.failed(cause);
              }
            });
  }

  private void opened(PieceStore opened) {
    boolean hasLearned = !opening.knowsLayers() && torrent.layers().isComplete();
    opening = null;
    if (closing != null) {
      ContentOpening.close(peer, opened).onComplete(closing);
      return;
    }
    store = opened;
    live =
        new LiveSwarm(
            peer,
            torrent,
            store,
            settings,
            limits,
            traffic,
            new LiveSwarm.Owner() {
              @Override
              public void completed() {
                search.completed();
                links.introduceAgain();
                if (closing == null) {
                  owner.completed();
                }
              }

              @Override
              public void corrupt(int piece) {
                hashes.suspect(piece);
              }

              @Override
              public void failed(Throwable cause) {
                if (closing == null) {
                  owner.failed(cause);
                }
              }
            });
    if (!owner.checked()) {
      return;
    }
    if (links == null) {
      connect();
    }
    search();
    if (hasLearned) {
      live.learn(torrent.layers());
    }
    hashes.serve(torrent, store);
    links.live(live);
    owner.live();
  }

  /** Addresses of peers that the user told of. */
  void found(Collection<InetSocketAddress> addresses) {
    if (links != null) {
      links.found(addresses, PeerOrigin.OWN);
    } else if (early.size() < MAX_EARLY) {
      early.addAll(addresses);
    }
  }

  /** What share of the content was looked at, or is verified: 0 to 1. */
  double share() {
    if (opening != null) {
      return opening.share();
    }
    return live == null ? 0 : (double) live.verifiedPieces() / torrent.pieces().pieceCount();
  }

  /** Whether everything is verified. */
  boolean isComplete() {
    return live != null && live.isSeed();
  }

  /** Why no peers are learned of from trackers; null while they answer. */
  String warning() {
    return search == null ? null : search.warning();
  }

  /** How many peers are connected. */
  int peers() {
    return links == null ? 0 : links.size();
  }

  /** The connections of now. */
  List<PeerLink> connections() {
    return links == null ? List.of() : links.all();
  }

  /** What exchanges pieces; empty before the content was looked at. */
  Optional<LiveSwarm> live() {
    return Optional.ofNullable(live);
  }

  /** How the trackers stand. */
  List<TrackerStatus> trackers() {
    return search == null ? List.of() : search.trackers();
  }

  /** How many of them are known to have everything. */
  int seeds() {
    return live == null ? 0 : live.seeds();
  }

  /** Ends the connections, takes leave of trackers and lets go of the files. */
  Future<Void> close() {
    if (closing != null) {
      return closing.future();
    }
    closing = Promise.promise();
    peer.vertx().cancelTimer(timer);
    peer.vertx().cancelTimer(headStart);
    peer.vertx().cancelTimer(patience);
    if (links != null) {
      links.close();
    }
    if (opening != null) {
      opening.cancel();
    } else if (live != null) {
      live.close().onComplete(closing);
    } else {
      closing.complete();
    }
    Future<Void> left = search == null ? Future.succeededFuture() : search.close();
    return closing.future().eventually(() -> left);
  }
}
