package io.minibit.session;

import io.minibit.api.Event;
import io.minibit.api.Transfer;
import io.minibit.discovery.TrackerUrl;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.swarm.SwarmSettings;
import io.minibit.transport.PeerListener;
import io.minibit.wire.EncryptionPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A whole peer on loopback, with real sockets and files, driven from a test's thread. */
final class LoopbackPeer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Context context;
  private final Path folder;
  private final TorrentRegistry registry;
  private final PeerListener listener;
  private final PeerResources resources;
  private final List<TorrentTransfer> transfers = new ArrayList<>();
  private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

  private LoopbackPeer(
      Vertx vertx, Path folder, List<TrackerUrl> trackers, EncryptionPolicy encryption)
      throws Exception {
    this.folder = folder;
    context = vertx.getOrCreateContext();
    registry = on(() -> new TorrentRegistry(encryption));
    listener =
        await(
            () ->
                PeerListener.listen(
                    vertx, "127.0.0.1", 0, (name, connection) -> connection.notFound(), registry));
    resources =
        on(
            () ->
                PeerResources.open(
                    vertx,
                    "127.0.0.1",
                    listener.port(),
                    registry,
                    "minibit test",
                    trackers,
                    System::nanoTime,
                    RandomGenerator.getDefault()));
  }

  /** A peer whose content and resume data are in a folder. */
  static LoopbackPeer in(Vertx vertx, Path folder) throws Exception {
    return new LoopbackPeer(vertx, folder, List.of(), EncryptionPolicy.ALLOWED);
  }

  /** The same, that speaks with others in cipher alone. */
  static LoopbackPeer encrypted(Vertx vertx, Path folder) throws Exception {
    return new LoopbackPeer(vertx, folder, List.of(), EncryptionPolicy.REQUIRED);
  }

  /** The same, whose node has a tracker of its own. */
  static LoopbackPeer in(Vertx vertx, Path folder, String tracker) throws Exception {
    return new LoopbackPeer(
        vertx, folder, List.of(TrackerUrl.parse(tracker)), EncryptionPolicy.ALLOWED);
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
  }

  /** Begins a transfer of a known torrent. */
  TorrentTransfer begin(Torrent torrent) throws Exception {
    return begin(torrent, SwarmSettings.defaults());
  }

  /** Begins a transfer of a known torrent. */
  TorrentTransfer begin(Torrent torrent, SwarmSettings settings) throws Exception {
    return begin(
        TorrentOrder.of(torrent, folder, folder.resolve(torrent.hashes().id().hex() + ".resume")),
        settings);
  }

  /** Begins a transfer by magnet link. */
  TorrentTransfer begin(MagnetLink magnet) throws Exception {
    return begin(
        TorrentOrder.of(magnet, folder, folder.resolve(magnet.hashes().id().hex() + ".resume")),
        SwarmSettings.defaults());
  }

  private TorrentTransfer begin(TorrentOrder order, SwarmSettings settings) throws Exception {
    return on(
        () -> {
          TorrentTransfer transfer =
              new TorrentTransfer(
                  resources,
                  order,
                  settings,
                  new TorrentTransfer.Listener() {
                    @Override
                    public void happened(Event.Type type, TorrentTransfer transfer) {
                      events.add(type + " " + transfer.state());
                    }

                    @Override
                    public void known(TorrentTransfer transfer, Torrent torrent) {
                      events.add("KNOWN " + torrent.name());
                    }
                  });
          transfers.add(transfer);
          transfer.resume();
          return transfer;
        });
  }

  /** Bytes that are under way from the disk to sockets. On any thread. */
  long uploading() {
    return resources.uploads().taken();
  }

  /** Keeps all threads that check contents busy until the latch opens. */
  void holdChecks(CountDownLatch until) {
    Lane checks = resources.workers().checks();
    for (int i = 0; i < checks.width(); i++) {
      checks.execute(
          () -> {
            try {
              until.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  /**
   * Until sockets take no more: the same {@link #uploading} round after round of the event loop.
   */
  void awaitStandstill() throws Exception {
    long last = -1;
    int same = 0;
    while (same < 50) {
      long now = on(this::uploading);
      same = now == last ? same + 1 : 0;
      last = now;
    }
  }

  /** The transfer, where there is but one. */
  TorrentTransfer only() {
    return transfers.get(0);
  }

  /** Tells a transfer of other peers. */
  void tell(TorrentTransfer transfer, LoopbackPeer... others) throws Exception {
    tell(transfer, Stream.of(others).map(LoopbackPeer::address).toList());
  }

  /** Tells a transfer of addresses. */
  void tell(TorrentTransfer transfer, Collection<InetSocketAddress> addresses) throws Exception {
    on(
        () -> {
          transfer.found(addresses);
          return null;
        });
  }

  /** Waits for an event such as {@code COMPLETED SEEDING}; events before it are skipped. */
  void await(String event) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      String next = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("waited in vain for " + event + "; " + transfers());
      }
      if (next.equals(event)) {
        return;
      }
      if (next.startsWith("FAILED")) {
        throw new AssertionError("waited for " + event + ", but it failed: " + transfers());
      }
    }
  }

  /** Waits until something holds of a transfer. */
  void until(TorrentTransfer transfer, Predicate<Transfer> holds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!holds.test(snapshot(transfer))) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain; " + transfers());
      }
      Thread.onSpinWait();
    }
  }

  private List<Transfer> transfers() throws Exception {
    return on(() -> transfers.stream().map(TorrentTransfer::snapshot).toList());
  }

  /** Limits a transfer's rates, in bytes a second. */
  void limit(TorrentTransfer transfer, long down, long up) throws Exception {
    on(
        () -> {
          transfer.limits(down, up);
          return null;
        });
  }

  Transfer snapshot(TorrentTransfer transfer) throws Exception {
    return on(transfer::snapshot);
  }

  /** Runs something on the peer's context and returns what it returned. */
  <T> T on(Callable<T> work) throws Exception {
    return await(
        () -> {
          try {
            return Future.succeededFuture(work.call());
          } catch (Exception e) {
            return Future.failedFuture(e);
          }
        });
  }

  /** Runs something on the peer's context and waits for what comes of it. */
  <T> T await(Callable<Future<T>> work) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    context.runOnContext(
        now -> {
          Promise<T> promise = Promise.promise();
          promise
              .future()
              .onComplete(
                  over -> {
                    result.set(over.result());
                    failure.set(over.cause());
                    done.countDown();
                  });
          try {
            work.call().onComplete(promise);
          } catch (Exception e) {
            promise.fail(e);
          }
        });
    if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("nothing came of it");
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    return result.get();
  }

  /** Ends the transfers, the connections and the listener. */
  @Override
  public void close() {
    try {
      await(
          () ->
              Future.join(transfers.stream().map(TorrentTransfer::close).toList())
                  .eventually(listener::close)
                  .eventually(resources::close));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
