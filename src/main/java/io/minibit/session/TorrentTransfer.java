package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.Event;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.Torrent;
import io.minibit.storage.StorageException;
import io.minibit.swarm.SwarmLimits;
import io.minibit.swarm.SwarmSettings;
import io.minibit.swarm.TokenBucket;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one torrent at a peer, from the order to the removal: fetched, verified, served,
 * paused and resumed. What happens on disk and between peers is a {@link TorrentRun}'s.
 *
 * <p>Confined to the peer's context.
 */
final class TorrentTransfer {
  private static final Logger log = LoggerFactory.getLogger(TorrentTransfer.class);

  /** Hears what happens to it. */
  interface Listener {
    /** Something that its users are told of. */
    void happened(Event.Type type, TorrentTransfer transfer);

    /** What the torrent is has been learned from peers. */
    void known(TorrentTransfer transfer, Torrent torrent);
  }

  private final PeerResources peer;
  private final TorrentOrder order;
  private final Listener listener;
  private final SwarmSettings settings;
  private final TokenBucket download = new TokenBucket(TokenBucket.UNLIMITED);
  private final TokenBucket upload = new TokenBucket(TokenBucket.UNLIMITED);
  private final Traffic traffic;
  private Torrent torrent;
  private TransferState state = TransferState.PAUSED;
  private String error;
  private ContentTrust trust = ContentTrust.REMEMBERED;
  private double lastShare;

  /** Whether it stops again once the content on disk has been looked at. */
  private boolean onlyChecks;

  /** What runs; null while nothing does. */
  private TorrentRun run;

  /** Succeeds when the run before the present one has let go of the files. */
  private Future<Void> ended = Future.succeededFuture();

  /** A transfer that is paused until {@link #resume}. */
  TorrentTransfer(
      PeerResources peer, TorrentOrder order, SwarmSettings settings, Listener listener) {
    this.peer = peer;
    this.order = order;
    this.settings = settings;
    this.listener = listener;
    torrent = order.torrent().orElse(null);
    traffic = new Traffic(peer::nowMillis);
  }

  /** How users call it. */
  String id() {
    return order.hashes().id().hex();
  }

  /** What it was ordered by; once the torrent is known that may have one hash more. */
  InfoHashes hashes() {
    return torrent == null ? order.hashes() : torrent.hashes();
  }

  /** What it is, as far as that is known. */
  Optional<Torrent> torrent() {
    return Optional.ofNullable(torrent);
  }

  TransferState state() {
    return state;
  }

  /** What runs; empty while nothing does. */
  Optional<TorrentRun> running() {
    return Optional.ofNullable(run);
  }

  /** Begins, or goes on after a pause or a failure; does nothing while it runs. */
  void resume() {
    onlyChecks = false;
    if (run != null) {
      return;
    }
    error = null;
    SwarmLimits limits = new SwarmLimits(peer.download(), peer.upload(), download, upload);
    TorrentRun next =
        new TorrentRun(peer, order, torrent, settings, limits, traffic, trust, new Life());
    trust = ContentTrust.REMEMBERED;
    run = next;
    enter(torrent == null ? TransferState.METADATA : TransferState.CHECKING);
    ended.onComplete(
        over -> {
          if (run == next) {
            next.start();
          }
        });
  }

  /** Stops; what was fetched stays. Completes when the files are let go of. */
  Future<Void> pause() {
    stop();
    if (state != TransferState.PAUSED) {
      enter(TransferState.PAUSED);
    }
    return ended;
  }

  /** Looks at all that is on disk anew, then goes on, or stays paused if it was. */
  void verify() {
    boolean paused = isPaused();
    stop();
    trust = ContentTrust.NONE;
    resume();
    onlyChecks = paused;
  }

  /** Whether it is to do nothing until it is resumed, but for a check. */
  boolean isPaused() {
    return state == TransferState.PAUSED || onlyChecks;
  }

  /** Begins to give out what the torrent has just been made of. */
  void seed() {
    trust = ContentTrust.ALL;
    resume();
  }

  /** What it is has been learned in another way than from peers, who are asked for it no more. */
  void learn(Torrent found) {
    stop();
    torrent = found;
    listener.known(this, found);
    resume();
  }

  /** Ends it with an error, until {@link #resume}. */
  void fail(String why) {
    error = why;
    stop();
    state = TransferState.FAILED;
    listener.happened(Event.Type.FAILED, this);
  }

  /** Bytes that left for one who asked by the bare name. */
  void sentByName(long bytes) {
    traffic.sent(bytes);
  }

  /** Whether anybody takes bytes from it at the moment. */
  boolean isSending() {
    return traffic.uploadRate() > 0;
  }

  /** Stops for good. Completes when the files are let go of and trackers were told. */
  Future<Void> close() {
    stop();
    return ended;
  }

  private void stop() {
    onlyChecks = false;
    if (run != null) {
      lastShare = run.share();
      TorrentRun last = run;
      run = null;
      ended = Future.join(ended, last.close()).transform(over -> Future.succeededFuture());
    }
  }

  /**
   * Limits its rates from now on.
   *
   * @param down bytes a second, or {@link TokenBucket#UNLIMITED}
   * @param up likewise
   */
  void limits(long down, long up) {
    download.setRate(down);
    upload.setRate(up);
  }

  /** Addresses of peers that somebody told of. */
  void found(Collection<InetSocketAddress> addresses) {
    if (run != null) {
      run.found(addresses);
    }
  }

  private void enter(TransferState next) {
    state = next;
    listener.happened(Event.Type.STATE, this);
  }

  private final class Life implements TorrentRun.Owner {
    @Override
    public void known(Torrent found) {
      torrent = found;
      listener.known(TorrentTransfer.this, found);
      if (state == TransferState.METADATA) {
        enter(TransferState.CHECKING);
      }
    }

    @Override
    public boolean checked() {
      if (onlyChecks) {
        pause();
        return false;
      }
      return true;
    }

    @Override
    public void live() {
      enter(run.isComplete() ? TransferState.SEEDING : TransferState.DOWNLOADING);
    }

    @Override
    public void completed() {
      if (state == TransferState.DOWNLOADING) {
        state = TransferState.SEEDING;
        listener.happened(Event.Type.COMPLETED, TorrentTransfer.this);
      }
    }

    @Override
    public void failed(Throwable cause) {
      if (cause instanceof StorageException || cause instanceof ApiException) {
        fail(cause.getMessage());
      } else if (cause instanceof InvalidTorrentException) {
        fail("what peers have under this info hash is refused: " + cause.getMessage());
      } else {
        log.error("the transfer of {} met a bug", id(), cause);
        fail("a bug in this program ended it; the log says more");
      }
    }
  }

  /** As it is now. */
  Transfer snapshot() {
    double share = run == null ? lastShare : run.share();
    Long size = torrent == null ? null : (Long) torrent.totalLength();
    long rate = run == null ? 0 : traffic.downloadRate();
    return new Transfer(
        id(),
        torrent == null ? order.name() : torrent.name(),
        size,
        state,
        share,
        state == TransferState.SEEDING,
        traffic.downloaded(),
        traffic.uploaded(),
        rate,
        run == null ? 0 : traffic.uploadRate(),
        run == null ? 0 : run.peers(),
        run == null ? 0 : run.seeds(),
        eta(size, share, rate),
        order.folder().toString(),
        error,
        null,
        run == null ? null : run.warning());
  }

  private Long eta(Long size, double share, long rate) {
    return state == TransferState.DOWNLOADING && rate > 0
        ? (Long) Math.round(size * (1 - share) / rate)
        : null;
  }
}
