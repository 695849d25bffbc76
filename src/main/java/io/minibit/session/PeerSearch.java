package io.minibit.session;

import io.minibit.discovery.LocalDiscovery;
import io.minibit.discovery.TrackerStatus;
import io.minibit.discovery.TrackerUrl;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.Torrent;
import io.minibit.swarm.PeerOrigin;
import io.minibit.tracker.protocol.Announce.Progress;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Where one torrent looks for peers, and lets them find it: trackers, and the local network.
 *
 * <p>A private torrent uses its own trackers alone (BEP 27). A magnet link does not say whether its
 * torrent is: one that names trackers is told to nobody else before that is known, and one that
 * names none, to the node's.
 *
 * <p>A hybrid is also looked for by its alias, for those who know it by no other name, and a little
 * later: those who have a better one are called by that. {@link #close} it.
 */
final class PeerSearch {
  /** What is over sooner is nothing for clients that call once a second. */
  private static final long ALIAS_DELAY_MILLIS = 1000;

  private final PeerResources peer;
  private final PeerLinks links;
  private final List<List<TrackerUrl>> own;
  private final Supplier<Progress> progress;
  private final TrackerAnnounces announces;
  private Torrent torrent;

  /** Of the alias; what becomes of it is told to nobody. */
  private TrackerAnnounces aside;

  private long asideTimer = -1;

  /**
   * Whether the alias is listened for on the local network; datagrams are too few to tell of it.
   */
  private boolean listening;

  /** Who told of those that trackers name. */
  private PeerOrigin origin;

  /**
   * Begins.
   *
   * @param torrent null while it is unknown
   * @param progress what trackers are told of the transfer
   * @param links takes what is found
   */
  PeerSearch(
      PeerResources peer,
      TorrentOrder order,
      Torrent torrent,
      Supplier<Progress> progress,
      PeerLinks links) {
    this.peer = peer;
    this.links = links;
    this.progress = progress;
    own = parse(order.sources().trackers());
    boolean isPrivate = torrent != null && torrent.info().isPrivate();
    origin = own.isEmpty() ? PeerOrigin.OTHER : PeerOrigin.OWN;
    List<List<TrackerUrl>> first = own.isEmpty() && !isPrivate ? nodes() : own;
    announces =
        new TrackerAnnounces(
            peer,
            order.hashes(),
            first,
            progress,
            found -> links.found(found, origin),
            links::seenAs);
    if (torrent != null) {
      known(torrent);
    }
  }

  private static List<List<TrackerUrl>> parse(List<List<String>> urls) {
    List<List<TrackerUrl>> tiers = new ArrayList<>();
    for (List<String> tier : urls) {
      tiers.add(tier.stream().flatMap(url -> TrackerUrl.tryParse(url).stream()).toList());
    }
    tiers.removeIf(List::isEmpty);
    return tiers;
  }

  private List<List<TrackerUrl>> nodes() {
    return peer.trackers().stream().map(List::of).toList();
  }

  /** What the torrent is has been learned: whether others may hear of it is known from now on. */
  void known(Torrent found) {
    torrent = found;
    if (!found.info().isPrivate()) {
      if (!own.isEmpty()) {
        origin = PeerOrigin.OTHER;
        announces.join(nodes());
      }
      forEachHash((local, hash) -> local.add(hash, this::neighbour));
      found.info().alias().ifPresent(this::searchByAlias);
    } else {
      if (own.isEmpty()) {
        announces.close();
      }
      links.keepOwn();
    }
  }

  private void searchByAlias(InfoHash alias) {
    listening =
        peer.localDiscovery()
            .filter(
                local ->
                    local.listen(alias, there -> links.found(List.of(there), PeerOrigin.ALIAS)))
            .isPresent();
    asideTimer = peer.vertx().setTimer(ALIAS_DELAY_MILLIS, over -> announceAside(alias));
  }

  private void announceAside(InfoHash alias) {
    List<List<TrackerUrl>> all = new ArrayList<>(own);
    all.addAll(nodes());
    aside =
        new TrackerAnnounces(
            peer,
            InfoHashes.of(alias),
            all,
            progress,
            found -> links.found(found, PeerOrigin.ALIAS),
            links::seenAs);
  }

  private void neighbour(InetSocketAddress address) {
    links.found(List.of(address), PeerOrigin.OTHER);
  }

  private void forEachHash(BiConsumer<LocalDiscovery, InfoHash> action) {
    InfoHashes all = torrent.hashes();
    peer.localDiscovery()
        .ifPresent(
            local -> {
              all.v1().ifPresent(hash -> action.accept(local, hash));
              all.v2().ifPresent(hash -> action.accept(local, hash));
            });
  }

  /** More peers are needed. */
  void hurry() {
    announces.hurry();
    if (aside != null) {
      aside.hurry();
    }
  }

  /** The download has ended. */
  void completed() {
    announces.completed();
    if (aside != null) {
      aside.completed();
    }
  }

  /** How the trackers stand. */
  List<TrackerStatus> trackers() {
    return announces.trackers();
  }

  /** Why no peers are learned of from trackers; null while they answer. */
  String warning() {
    return announces.warning();
  }

  /** Takes leave of everybody; never fails. */
  Future<Void> close() {
    if (torrent != null) {
      forEachHash(LocalDiscovery::remove);
      if (listening) {
        peer.localDiscovery().orElseThrow().remove(torrent.info().alias().orElseThrow());
      }
    }
    peer.vertx().cancelTimer(asideTimer);
    Future<Void> left = announces.close();
    return aside == null ? left : Future.join(left, aside.close()).mapEmpty();
  }
}
