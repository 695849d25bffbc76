package io.minibit.session;

import io.minibit.discovery.LocalDiscovery;
import io.minibit.discovery.TrackerClients;
import io.minibit.discovery.TrackerUrl;
import io.minibit.metainfo.PeerId;
import io.minibit.storage.OpenFiles;
import io.minibit.storage.StorageFigures;
import io.minibit.swarm.TokenBucket;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.transport.PeerDialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all torrents of one peer share. None of it is closed by them.
 *
 * @param context the one on which the torrents and their connections live
 * @param id what the peer calls itself
 * @param client name and version, as others are told
 * @param listening where it accepts connections: the address it is bound to, or loopback's where
 *     that is none in particular
 * @param dialer makes its connections
 * @param registry hands it the connections that others make
 * @param trackerClients speak for it
 * @param trackers of the node, asked for every torrent that is not private
 * @param workers do what blocks
 * @param results bring back what they did
 * @param files open ones
 * @param download bounds what is received, of all torrents together
 * @param upload bounds what is sent, of all torrents together
 * @param uploads bounds the bytes from disk to sockets
 * @param downloads bounds the bytes from sockets to disk
 * @param answers bounds the buffers that are kept for the rest of long blocks
 * @param nanos a time that never goes back
 * @param random for choices that others may guess
 * @param localDiscovery finds peers on the same network, where that is wanted
 */
record PeerResources(
    Vertx vertx,
    Context context,
    PeerId id,
    String client,
    InetSocketAddress listening,
    PeerDialer dialer,
    TorrentRegistry registry,
    TrackerClients trackerClients,
    List<TrackerUrl> trackers,
    DiskWorkers workers,
    Results results,
    OpenFiles files,
    TokenBucket download,
    TokenBucket upload,
    ByteBudget uploads,
    ByteBudget downloads,
    ByteBudget answers,
    LongSupplier nanos,
    RandomGenerator random,
    Optional<LocalDiscovery> localDiscovery) {

  /** Disk work and hashing in parallel: more only makes a disk seek. */
  private static final int WORKERS = 4;

  /**
   * Makes what torrents need, on the calling context.
   *
   * @param host where the peer listens
   * @param port likewise
   * @param registry to which the listener hands connections
   * @param client name and version, as others are told
   * @param trackers asked for every torrent that is not private
   * @param secret makes ids that nobody must guess
   */
  static PeerResources open(
      Vertx vertx,
      String host,
      int port,
      TorrentRegistry registry,
      String client,
      List<TrackerUrl> trackers,
      LongSupplier nanos,
      RandomGenerator secret) {
    Context context = vertx.getOrCreateContext();
    byte[] chance = new byte[PeerId.CHANCE_LENGTH];
    secret.nextBytes(chance);
    return new PeerResources(
        vertx,
        context,
        PeerId.ours(chance),
        client,
        self(host, port),
        new PeerDialer(vertx, host, registry.encryption()),
        registry,
        new TrackerClients(vertx, host, secret, () -> nanos.getAsLong() / 1_000_000),
        trackers,
        new DiskWorkers(WORKERS),
        new Results(context),
        new OpenFiles(OpenFiles.DEFAULT_LIMIT, new StorageFigures(nanos)),
        new TokenBucket(TokenBucket.UNLIMITED),
        new TokenBucket(TokenBucket.UNLIMITED),
        new ByteBudget(ByteBudget.UPLOAD, 0),
        new ByteBudget(ByteBudget.DOWNLOAD, ByteBudget.DOWNLOAD / 2),
        new ByteBudget(ByteBudget.ANSWERS, 0),
        nanos,
        new SplittableRandom(secret.nextLong()),
        Optional.empty());
  }

  /**
   * The same, whose torrents look for peers on the network that it listens on, but for private ones
   * (BEP 14).
   *
   * @param host where the peer listens
   */
  PeerResources withLocalDiscovery(String host) {
    return new PeerResources(
        vertx,
        context,
        id,
        client,
        listening,
        dialer,
        registry,
        trackerClients,
        trackers,
        workers,
        results,
        files,
        download,
        upload,
        uploads,
        downloads,
        answers,
        nanos,
        random,
        Optional.of(LocalDiscovery.open(vertx, host, listening.getPort(), random, nanos)));
  }

  private static InetSocketAddress self(String host, int port) {
    InetAddress address =
        PeerAddress.parse(host, port)
            .filter(PeerAddress::isUnicast)
            .map(PeerAddress::address)
            .orElse(InetAddress.getLoopbackAddress());
    return new InetSocketAddress(address, port);
  }

  /** Lets go of everything; the torrents are closed by then. */
  Future<Void> close() {
    Future<Void> filesClosed =
        workers.call(
            context,
            () -> {
              files.close();
              return null;
            });
    workers.close();
    Future<Void> neighboursLeft =
        localDiscovery.map(LocalDiscovery::close).orElseGet(Future::succeededFuture);
    return Future.join(filesClosed, dialer.close(), trackerClients.close(), neighboursLeft)
        .mapEmpty();
  }

  /** What its disk does. */
  SessionFigures figures() {
    return new SessionFigures(files.figures(), workers::waiting, downloads::taken, uploads::taken);
  }

  /** Nanoseconds of the one clock. */
  long now() {
    return nanos.getAsLong();
  }

  /** Milliseconds of the one clock. */
  long nowMillis() {
    return nanos.getAsLong() / 1_000_000;
  }
}
