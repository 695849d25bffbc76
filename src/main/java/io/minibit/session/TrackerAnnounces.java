package io.minibit.session;

import io.minibit.discovery.Announcer;
import io.minibit.discovery.TrackerStatus;
import io.minibit.discovery.TrackerUrl;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.InfoHashes;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.Announce.Progress;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.SwarmCounts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One torrent at its trackers. A hybrid is announced under both of its hashes, since peers may know
 * it by either. {@link #close} it.
 */
final class TrackerAnnounces {
  private static final Logger log = LoggerFactory.getLogger(TrackerAnnounces.class);

  private final PeerResources peer;
  private final Supplier<Progress> progress;
  private final Consumer<List<InetSocketAddress>> found;
  private final Consumer<InetAddress> seenAs;
  private final int key;
  private final List<Announcer> announcers = new ArrayList<>();
  private final TrackerCounts counts;
  private String warning;

  /**
   * Announces at once.
   *
   * @param tiers none means that nobody is told
   * @param progress what to say of the transfer
   * @param found takes the addresses of peers; ours may be among them
   * @param seenAs takes what is ours, as a tracker sees us
   */
  TrackerAnnounces(
      PeerResources peer,
      InfoHashes hashes,
      List<List<TrackerUrl>> tiers,
      Supplier<Progress> progress,
      Consumer<List<InetSocketAddress>> found,
      Consumer<InetAddress> seenAs) {
    this.peer = peer;
    this.progress = progress;
    this.found = found;
    this.seenAs = seenAs;
    key = peer.random().nextInt();
    counts = new TrackerCounts(this::scrape, peer::nowMillis);
    hashes.v1().ifPresent(hash -> announce(hash, tiers));
    hashes.v2().ifPresent(hash -> announce(hash, tiers));
  }

  private void announce(InfoHash hash, List<List<TrackerUrl>> tiers) {
    counts.add(hash);
    announcers.add(
        new Announcer(
            peer.vertx(),
            tiers,
            peer.trackerClients(),
            new OneHash(hash),
            peer.random(),
            peer::nowMillis));
  }

  private Future<Map<InfoHash, SwarmCounts>> scrape(TrackerUrl tracker, List<InfoHash> hashes) {
    Promise<Map<InfoHash, SwarmCounts>> answer = Promise.promise();
    peer.trackerClients()
        .scrape(tracker, hashes)
        .onComplete(over -> peer.context().runOnContext(now -> answer.handle(over)));
    return answer.future();
  }

  private final class OneHash implements Announcer.Subject {
    private final InfoHash hash;

    OneHash(InfoHash hash) {
      this.hash = hash;
    }

    @Override
    public Announce announce(AnnounceEvent event) {
      return new Announce(
          hash,
          peer.id(),
          progress.get(),
          event,
          key,
          Announce.ANY_NUMBER,
          peer.listening().getPort());
    }

    @Override
    public void found(TrackerUrl tracker, AnnounceAnswer answer) {
      warning = null;
      counts.announced(tracker, hash, answer.counts());
      answer.source().ifPresent(seenAs);
      found.accept(
          answer.peers().stream()
              .map(each -> new InetSocketAddress(each.address(), each.port()))
              .toList());
    }

    @Override
    public void unreachable(String message) {
      log.debug("no tracker for {}: {}", hash, message);
      warning = message;
    }
  }

  /** Why no tracker can be asked; null when one answered last. */
  String warning() {
    return warning;
  }

  /** From now on these are asked, too, where those before them do not answer. */
  void join(List<List<TrackerUrl>> tiers) {
    announcers.forEach(each -> each.join(tiers));
  }

  /**
   * How the trackers stand, for somebody who wants to see; what one hash of a hybrid met with
   * stands for both.
   */
  List<TrackerStatus> trackers() {
    Map<TrackerUrl, TrackerStatus> all = new LinkedHashMap<>();
    for (Announcer announcer : announcers) {
      for (TrackerStatus status : announcer.trackers()) {
        all.merge(
            status.tracker(),
            status,
            (first, second) -> first.error().isPresent() ? first : second);
      }
    }
    return all.values().stream().map(each -> each.with(counts.of(each.tracker()))).toList();
  }

  /** The download has ended. */
  void completed() {
    announcers.forEach(Announcer::completed);
  }

  /** More peers are needed. */
  void hurry() {
    announcers.forEach(Announcer::hurry);
  }

  /** Takes leave; never fails. */
  Future<Void> close() {
    return Future.join(announcers.stream().map(Announcer::close).toList()).mapEmpty();
  }
}
