package io.minibit.session;

import io.minibit.discovery.NameClient;
import io.minibit.discovery.Registration;
import io.minibit.discovery.TrackerUrl;
import io.minibit.discovery.UdpTracker;
import io.minibit.transport.NameConnection;
import io.minibit.transport.NameHandler;
import io.minibit.transport.PeerListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session is made of, put together and taken apart in order. */
record SessionParts(
    Disk disk,
    StateDirectory state,
    PeerListener listener,
    PeerResources resources,
    NameClient trackers,
    NameFinder finder,
    Registration registration,
    SessionLimits limits,
    Torrents torrents,
    NameTransfers byName,
    Sharing sharing,
    Getting getting) {
  private static final Logger log = LoggerFactory.getLogger(SessionParts.class);

  /** As {@link Session#open}. */
  static Future<SessionParts> open(
      Vertx vertx,
      SessionOptions options,
      Disk disk,
      AllowedFolders folders,
      StateDirectory state,
      LongSupplier nanos,
      RandomGenerator secret,
      SessionListener listener) {
    TorrentRegistry registry = new TorrentRegistry(options.encryption());
    // Connections come from the moment that the port is open, and the parts need the port.
    AtomicReference<NameHandler> names =
        new AtomicReference<>((name, connection) -> connection.notFound());
    return PeerListener.listen(
            vertx,
            options.host(),
            options.port(),
            (name, connection) -> names.get().requested(name, connection),
            registry)
        .map(
            bound ->
                assemble(
                    vertx, options, disk, folders, state, nanos, secret, listener, registry, bound))
        .compose(
            parts -> {
              names.set(parts::requested);
              return parts.restore(options, folders).map(parts);
            });
  }

  private static SessionParts assemble(
      Vertx vertx,
      SessionOptions options,
      Disk disk,
      AllowedFolders folders,
      StateDirectory state,
      LongSupplier nanos,
      RandomGenerator secret,
      SessionListener listener,
      TorrentRegistry registry,
      PeerListener bound) {
    List<TrackerUrl> urls =
        options.trackers().stream().flatMap(url -> TrackerUrl.tryParse(url).stream()).toList();
    PeerResources alone =
        PeerResources.open(
            vertx, options.host(), bound.port(), registry, options.client(), urls, nanos, secret);
    PeerResources resources =
        options.localDiscovery() ? alone.withLocalDiscovery(options.host()) : alone;
    NameClient trackers =
        new NameClient(
            vertx,
            options.host(),
            options.trackers().stream().filter(UdpTracker::isUdp).map(UdpTracker::parse).toList());
    Registration registration = new Registration(trackers, bound.port(), options.heartbeatMillis());
    SharedNames names = new SharedNames(registration, options.registersNames());
    TorrentMemory memory =
        new TorrentMemory(
            disk, state, options.comesBack() ? new SavedTransfers(state.transfers(), disk) : null);
    SessionLimits limits =
        new SessionLimits(
            resources.download(),
            resources.upload(),
            options.comesBack() ? state.limits() : null,
            disk);
    MagnetLinks links = new MagnetLinks(urls, options.host(), bound.port());
    Torrents torrents =
        new Torrents(resources, options.swarm(), disk, memory, names, links, listener);
    NameTransfers byName = new NameTransfers(vertx, disk, names, resources::nowMillis, listener);
    NameFinder finder = new NameFinder(trackers);
    TorrentMaking making = new TorrentMaking(vertx, new TorrentCache(state.hashes()), state.root());
    return new SessionParts(
        disk,
        state,
        bound,
        resources,
        trackers,
        finder,
        registration,
        limits,
        torrents,
        byName,
        new Sharing(disk, folders, state, names, torrents, byName, making, listener),
        new Getting(vertx, disk, folders, state, finder, names, torrents, byName));
  }

  private Future<Void> restore(SessionOptions options, AllowedFolders folders) {
    return options.comesBack()
        ? limits.recall().compose(recalled -> torrents.restore(folders))
        : Future.succeededFuture();
  }

  /** Answers one who asks for what is shared by its bare name. */
  private void requested(String name, NameConnection connection) {
    NameTransfer alone = byName.find(NameTransfer.id(name));
    if (alone != null) {
      byName.requested(alone, connection);
      return;
    }
    TorrentEntry entry = torrents.named(name);
    Path file = entry == null ? null : entry.singleFile().orElse(null);
    if (file == null) {
      connection.notFound();
      return;
    }
    torrents
        .isUnchanged(entry, file)
        .compose(
            unchanged ->
                unchanged
                    ? connection.send(
                        file,
                        entry.transfer().torrent().orElseThrow().totalLength(),
                        entry.transfer()::sentByName)
                    : connection.notFound())
        .onFailure(gone -> log.debug("sending {} ended early", name, gone));
  }

  /**
   * In order: trackers hear goodbye, so that nobody new is sent here, while connections and
   * transfers end; nothing that others do or leave undone keeps that back.
   */
  Future<Void> close() {
    return Future.join(
            List.of(registration.close(), listener.close(), torrents.close(), sharing.close()))
        .eventually(byName::close)
        .eventually(resources::close)
        .eventually(trackers::close)
        .eventually(limits::settled)
        .eventually(
            () ->
                disk.run(
                    state.root(),
                    () -> {
                      state.close();
                      return null;
                    }))
        .mapEmpty();
  }
}
