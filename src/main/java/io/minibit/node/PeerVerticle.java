package io.minibit.node;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.Done;
import io.minibit.api.Endpoint;
import io.minibit.api.Event;
import io.minibit.api.NodeDescription;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferList;
import io.minibit.discovery.TrackerUrl;
import io.minibit.session.AllowedFolders;
import io.minibit.session.Disk;
import io.minibit.session.Session;
import io.minibit.session.SessionOptions;
import io.minibit.session.StateDirectory;
import io.minibit.swarm.SwarmSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer: shares files on one TCP port, tells the trackers about them, fetches files, and answers
 * for all of it on the event bus.
 */
final class PeerVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(PeerVerticle.class);

  /** Where state is kept unless told otherwise, in the peer's directory. */
  private static final String STATE_DIRECTORY = ".minibit";

  /** Disk work in parallel; more only makes a disk seek. */
  private static final int DISK_THREADS = 4;

  private static final String VERSION =
      Objects.requireNonNullElse(
          PeerVerticle.class.getPackage().getImplementationVersion(), "development");

  private final NodeIdentity node;
  private final PeerOptions options;
  private final Doors doors;
  private WorkerExecutor workers;
  private AllowedFolders folders;
  private StateDirectory state;
  private Session session;

  /**
   * A peer, not started.
   *
   * @param node whose peer it is
   * @param doors told of the port
   */
  PeerVerticle(NodeIdentity node, PeerOptions options, Doors doors) {
    this.node = node;
    this.options = options;
    this.doors = doors;
  }

  @Override
  public Future<?> start() {
    workers = vertx.createSharedWorkerExecutor("minibit-disk", DISK_THREADS);
    return workers
        .executeBlocking(
            () -> {
              openFolders();
              return openState();
            },
            false)
        .compose(opened -> listen())
        .onSuccess(bound -> answer());
  }

  /** Figures of the disk and of hashing; to be asked for once it is deployed. */
  MeterBinder meters() {
    return new DiskMeters(session.figures());
  }

  private void openFolders() {
    try {
      folders = AllowedFolders.of(options.directory(), options.allowedDirectories());
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

  private StateDirectory openState() {
    Path wanted =
        options.stateDirectory() == null
            ? folders.home().resolve(STATE_DIRECTORY)
            : options.stateDirectory();
    try {
      state = StateDirectory.open(wanted);
      return state;
    } catch (IOException e) {
      if (options.stateDirectory() != null || options.resumeTransfers()) {
        throw new ConfigException(
            "peer.stateDirectory: "
                + e.getMessage()
                + " cannot be used as a folder; name one that can");
      }
      return openTemporaryState(wanted);
    }
  }

  /** A command may run in a folder that it cannot write. */
  private StateDirectory openTemporaryState(Path wanted) {
    try {
      state = StateDirectory.temporary();
      log.warn("nothing is remembered after this run: {} cannot be made", wanted);
      return state;
    } catch (IOException e) {
      throw new ConfigException(
          "peer.stateDirectory: neither " + wanted + " nor a temporary folder can be made");
    }
  }

  private Future<Session> listen() {
    SessionOptions sessionOptions =
        new SessionOptions(
            options.host(),
            options.port(),
            options.trackers(),
            options.heartbeatMillis(),
            options.encryption(),
            options.localDiscovery(),
            SwarmSettings.defaults().withProfile(options.profile()),
            options.resumeTransfers(),
            options.registerNames(),
            "minibit " + VERSION);
    return Session.open(
            vertx,
            sessionOptions,
            new Disk(workers),
            folders,
            state,
            Clock::nanos,
            new SecureRandom(),
            this::publish)
        .recover(
            cause ->
                Future.failedFuture(Doors.refused("peer", options.host(), options.port(), cause)))
        .onSuccess(
            opened -> {
              session = opened;
              doors.listening("peer", options.host(), opened.port());
            });
  }

  private void answer() {
    Endpoint<PeerRequest> endpoint = new Endpoint<>(ApiJson::peerRequest, this::handle);
    vertx.eventBus().localConsumer(Addresses.PEER, endpoint::handle);
    vertx.eventBus().consumer(Addresses.peerOf(node.name()), endpoint::handle);
  }

  private void publish(Event.Type type, Transfer transfer) {
    vertx
        .eventBus()
        .publish(Addresses.EVENTS, ApiJson.json(new Event(type, node.name(), transfer)));
  }

  private Future<? extends Record> handle(PeerRequest request) {
    if (request instanceof PeerRequest.Share share) {
      return session.share(share);
    } else if (request instanceof PeerRequest.Unshare unshare) {
      return session.unshare(unshare.id()).map(new Done());
    } else if (request instanceof PeerRequest.Get get) {
      return session.get(get, get.prefix() == null ? options.downloadPrefix() : get.prefix());
    } else if (request instanceof PeerRequest.Seeders seeders) {
      return session.seeders(seeders);
    } else if (request instanceof PeerRequest.ListTransfers) {
      return Future.succeededFuture(new TransferList(session.list()));
    } else if (request instanceof PeerRequest.Status status) {
      return Future.succeededFuture(session.status(status.id()));
    } else if (request instanceof PeerRequest.Details details) {
      return Future.succeededFuture(session.details(details));
    } else if (request instanceof PeerRequest.Remove remove) {
      return session.remove(remove.id(), Boolean.TRUE.equals(remove.deleteFiles())).map(new Done());
    } else if (request instanceof PeerRequest.Pause pause) {
      return session.pause(pause.id());
    } else if (request instanceof PeerRequest.Resume resume) {
      return Future.succeededFuture(session.resume(resume.id()));
    } else if (request instanceof PeerRequest.Verify verify) {
      return Future.succeededFuture(session.verify(verify.id()));
    } else if (request instanceof PeerRequest.Limits limits) {
      session.limit(limits);
      return Future.succeededFuture(new Done());
    }
    return workers
        .executeBlocking(() -> MachineAddresses.of(options.host()), false)
        .map(this::describe);
  }

  private NodeDescription describe(List<String> reachable) {
    return new NodeDescription(
        node.name(),
        VERSION,
        options.host(),
        session.port(),
        reachable.stream().map(host -> Doors.place(host, session.port())).toList(),
        node.labels(),
        folders.home().toString(),
        options.trackers().stream().map(PeerVerticle::withoutKey).toList(),
        session.list().size());
  }

  private static String withoutKey(String tracker) {
    return TrackerUrl.parse(tracker).toString();
  }

  @Override
  public Future<?> stop() {
    return (session == null ? Future.succeededFuture() : session.close())
        .eventually(workers::close);
  }
}
