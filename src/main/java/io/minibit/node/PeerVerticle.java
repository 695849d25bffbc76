package io.minibit.node;

import io.minibit.api.Addresses;
import io.minibit.api.ApiException;
import io.minibit.api.ApiJson;
import io.minibit.api.Done;
import io.minibit.api.Endpoint;
import io.minibit.api.Event;
import io.minibit.api.FailureCode;
import io.minibit.api.NodeDescription;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferList;
import io.minibit.discovery.NameClient;
import io.minibit.discovery.Registration;
import io.minibit.discovery.UdpTracker;
import io.minibit.session.AllowedFolders;
import io.minibit.session.Disk;
import io.minibit.session.NameSession;
import io.minibit.transport.IncomingPeers;
import io.minibit.transport.PeerListener;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;

/**
 * A peer: shares files on one TCP port, tells the trackers about them, fetches files, and answers
 * for all of it on the event bus.
 */
final class PeerVerticle extends VerticleBase {
  /** Disk work in parallel; more only makes a disk seek. */
  private static final int DISK_THREADS = 4;

  private static final String VERSION =
      Objects.requireNonNullElse(
          PeerVerticle.class.getPackage().getImplementationVersion(), "development");

  private final String nodeName;
  private final PeerOptions options;
  private final Doors doors;
  private WorkerExecutor workers;
  private AllowedFolders folders;
  private NameClient trackers;
  private Registration registration;
  private NameSession session;
  private PeerListener listener;

  /**
   * A peer, not started.
   *
   * @param doors told of the port
   */
  PeerVerticle(String nodeName, PeerOptions options, Doors doors) {
    this.nodeName = nodeName;
    this.options = options;
    this.doors = doors;
  }

  @Override
  public Future<?> start() {
    workers = vertx.createSharedWorkerExecutor("minibit-disk", DISK_THREADS);
    return workers
        .executeBlocking(this::openFolders, false)
        .compose(opened -> listen())
        .onSuccess(bound -> answer());
  }

  private AllowedFolders openFolders() {
    try {
      folders = AllowedFolders.of(options.directory(), options.allowedDirectories());
      return folders;
    } catch (IOException e) {
      throw new ConfigException(
          key(e) + ": " + e.getMessage() + " cannot be used as a folder; name one that can");
    }
  }

  private String key(IOException cause) {
    boolean further =
        cause instanceof FileSystemException e
            && options.allowedDirectories().stream()
                .anyMatch(f -> f.toString().equals(e.getFile()));
    return further ? "peer.allowedDirectories" : "peer.directory";
  }

  private Future<PeerListener> listen() {
    return PeerListener.listen(
            vertx,
            options.host(),
            options.port(),
            (name, connection) -> session.requested(name, connection),
            IncomingPeers.none())
        .recover(
            cause ->
                Future.failedFuture(Doors.refused("peer", options.host(), options.port(), cause)))
        .onSuccess(
            bound -> {
              listener = bound;
              List<UdpTracker> udp =
                  options.trackers().stream()
                      .filter(UdpTracker::isUdp)
                      .map(UdpTracker::parse)
                      .toList();
              trackers = new NameClient(vertx, options.host(), udp);
              registration = new Registration(trackers, bound.port(), options.heartbeatMillis());
              session =
                  new NameSession(
                      vertx,
                      new Disk(workers),
                      folders,
                      trackers,
                      registration,
                      Clock::millis,
                      this::publish);
              doors.listening("peer", options.host(), bound.port());
            });
  }

  private void answer() {
    Endpoint<PeerRequest> endpoint = new Endpoint<>(ApiJson::peerRequest, this::handle);
    vertx.eventBus().localConsumer(Addresses.PEER, endpoint::handle);
    vertx.eventBus().consumer(Addresses.peerOf(nodeName), endpoint::handle);
  }

  private void publish(Event.Type type, Transfer transfer) {
    vertx.eventBus().publish(Addresses.EVENTS, ApiJson.json(new Event(type, nodeName, transfer)));
  }

  private Future<? extends Record> handle(PeerRequest request) {
    if (request instanceof PeerRequest.Share share) {
      return session.share(share);
    } else if (request instanceof PeerRequest.Unshare unshare) {
      session.unshare(unshare.id());
      return Future.succeededFuture(new Done());
    } else if (request instanceof PeerRequest.Get get) {
      return get(get);
    } else if (request instanceof PeerRequest.Seeders seeders) {
      return session.seeders(seeders);
    } else if (request instanceof PeerRequest.ListTransfers) {
      return Future.succeededFuture(new TransferList(session.list()));
    } else if (request instanceof PeerRequest.Status status) {
      return Future.succeededFuture(session.status(status.id()));
    } else if (request instanceof PeerRequest.Remove remove) {
      return session.remove(remove.id(), Boolean.TRUE.equals(remove.deleteFiles())).map(new Done());
    } else if (request instanceof PeerRequest.Pause pause) {
      return Future.succeededFuture(session.refuse(pause.id(), "pause"));
    } else if (request instanceof PeerRequest.Resume resume) {
      return Future.succeededFuture(session.refuse(resume.id(), "resume"));
    } else if (request instanceof PeerRequest.Verify verify) {
      return Future.succeededFuture(session.refuse(verify.id(), "verify"));
    } else if (request instanceof PeerRequest.Limits limits) {
      return limits.id() == null
          ? Future.failedFuture(
              new ApiException(FailureCode.UNAVAILABLE, "this node has no rate limits yet"))
          : Future.succeededFuture(session.refuse(limits.id(), "limits"));
    }
    return Future.succeededFuture(describe());
  }

  private Future<Transfer> get(PeerRequest.Get get) {
    if (get.name() == null) {
      return Future.failedFuture(
          new ApiException(
              FailureCode.UNAVAILABLE, "this node fetches by name only; torrents come later"));
    }
    return session.get(get, get.prefix() == null ? options.downloadPrefix() : get.prefix());
  }

  private NodeDescription describe() {
    return new NodeDescription(
        nodeName,
        VERSION,
        options.host(),
        listener.port(),
        folders.home().toString(),
        options.trackers(),
        session.list().size());
  }

  /**
   * In order: the trackers hear goodbye, so that nobody new is sent here, while all connections
   * end; then downloads are given up. Nothing that others do or leave undone keeps back the
   * goodbye.
   */
  @Override
  public Future<?> stop() {
    Future<?> closed = listener == null ? Future.succeededFuture() : listener.close();
    if (session != null) {
      closed =
          Future.join(registration.close(), closed)
              .eventually(session::close)
              .eventually(trackers::close);
    }
    return closed.eventually(workers::close);
  }
}
