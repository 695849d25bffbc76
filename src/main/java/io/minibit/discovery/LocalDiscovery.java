package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.transport.Datagrams;
import io.minibit.transport.MulticastEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds peers on the same network by multicast, and lets them find us (BEP 14), on each interface
 * that the peer listens on. On loopback there is nobody to find. Private torrents must not be added
 * (BEP 27).
 *
 * <p>Lives on the context that opened it and is used and calls back there. {@link #close} it.
 */
public final class LocalDiscovery {
  private static final Logger log = LoggerFactory.getLogger(LocalDiscovery.class);

  /** Datagrams looked at in a second; a network of a thousand busy clients sends as many. */
  static final int MAX_HEARD = 100;

  private static final long TICK_MILLIS = 1000;
  private static final int COOKIE_BYTES = 8;

  private final Vertx vertx;
  private final int peerPort;
  private final LongSupplier nanos;
  private final String cookie;
  private final LocalSchedule schedule = new LocalSchedule();
  private final Map<InfoHash, Consumer<InetSocketAddress>> torrents = new HashMap<>();
  private final Map<LocalLink, MulticastEndpoint> sockets = new HashMap<>();
  private final long timer;
  private Future<Void> joined;
  private int heard;
  private boolean closed;

  private LocalDiscovery(Vertx vertx, int peerPort, RandomGenerator random, LongSupplier nanos) {
    this.vertx = vertx;
    this.peerPort = peerPort;
    this.nanos = nanos;
    byte[] secret = new byte[COOKIE_BYTES];
    random.nextBytes(secret);
    cookie = HexFormat.of().formatHex(secret);
    timer = vertx.setPeriodic(TICK_MILLIS, fired -> tick());
  }

  /**
   * Joins the groups, on the calling context. An interface that does not let us costs a line in the
   * log and no more.
   *
   * @param peerHost what the peer listens on
   * @param peerPort where it accepts connections
   * @param random for the cookie
   * @param nanos a time that never goes back
   */
  public static LocalDiscovery open(
      Vertx vertx, String peerHost, int peerPort, RandomGenerator random, LongSupplier nanos) {
    LocalDiscovery discovery = new LocalDiscovery(vertx, peerPort, random, nanos);
    discovery.join(peerHost);
    return discovery;
  }

  private void join(String peerHost) {
    joined =
        vertx
            .getOrCreateContext()
            .executeBlocking(() -> LocalLink.of(peerHost), false)
            .compose(links -> Future.join(links.stream().map(this::join).toList()))
            .<Void>mapEmpty()
            .onFailure(cause -> log.warn("local discovery: {}", cause.getMessage()));
  }

  /** Succeeds when all groups have been joined; what is announced before waits for them. */
  public Future<Void> joined() {
    return joined;
  }

  private Future<Void> join(LocalLink link) {
    return MulticastEndpoint.join(
            vertx, link.networkInterface(), link.group(), LocalLink.PORT, this::received)
        .onSuccess(
            socket -> {
              if (closed) {
                socket.close();
              } else {
                sockets.put(link, socket);
              }
            })
        .mapEmpty();
  }

  /**
   * Announces a torrent from now on.
   *
   * @param hash one of the torrent's
   * @param found told of each peer that announces the same, every time it does
   */
  public void add(InfoHash hash, Consumer<InetSocketAddress> found) {
    InfoHash key = InfoHash.of(hash.truncated());
    torrents.put(key, found);
    schedule.add(key, nanos.getAsLong());
    announce();
  }

  /**
   * Listens for a name of a torrent that is not announced, from now on.
   *
   * @param found as with {@link #add}
   * @return false if somebody listens for it already
   */
  public boolean listen(InfoHash hash, Consumer<InetSocketAddress> found) {
    return torrents.putIfAbsent(InfoHash.of(hash.truncated()), found) == null;
  }

  /** Announces a torrent no more, nor listens for it. */
  public void remove(InfoHash hash) {
    InfoHash key = InfoHash.of(hash.truncated());
    torrents.remove(key);
    schedule.remove(key);
  }

  /** Leaves the groups; nobody is called back any more. */
  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    torrents.clear();
    List<Future<?>> over = new ArrayList<>();
    sockets.values().forEach(socket -> over.add(socket.close()));
    return Future.join(over).mapEmpty();
  }

  private void tick() {
    heard = 0;
    announce();
  }

  private void announce() {
    List<InfoHash> hashes = takeDue();
    while (!hashes.isEmpty()) {
      send(hashes);
      hashes = takeDue();
    }
  }

  private List<InfoHash> takeDue() {
    return closed || sockets.isEmpty() ? List.of() : schedule.take(nanos.getAsLong());
  }

  private void send(List<InfoHash> hashes) {
    LocalAnnounce announce = new LocalAnnounce(peerPort, hashes, cookie);
    sockets.forEach(
        (link, socket) ->
            socket
                .send(announce.encode(link.host()))
                .onFailure(
                    cause ->
                        log.debug(
                            "local discovery on {}: {}",
                            link.networkInterface(),
                            cause.getMessage())));
  }

  private void received(InetSocketAddress from, byte[] datagram) {
    if (closed || ++heard > MAX_HEARD) {
      return;
    }
    Optional<PeerAddress> sender =
        Datagrams.sender(from).filter(PeerAddress::isUnicast).filter(LocalDiscovery::canBeDialled);
    Optional<LocalAnnounce> announce =
        sender
            .flatMap(known -> LocalAnnounce.read(datagram))
            .filter(each -> !each.cookie().equals(cookie));
    announce.ifPresent(
        each -> {
          InetSocketAddress peer =
              new InetSocketAddress(sender.orElseThrow().address(), each.port());
          each.infoHashes().stream()
              .map(torrents::get)
              .forEach(
                  found -> {
                    if (found != null) {
                      found.accept(peer);
                    }
                  });
        });
  }

  private static boolean canBeDialled(PeerAddress sender) {
    return !(sender.address() instanceof Inet6Address && sender.address().isLinkLocalAddress());
  }
}
