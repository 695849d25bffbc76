package io.minibit.transport;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.wire.Capabilities;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.minibit.wire.TorrentKeys;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A listener and a dialer of one node, on one context, that know one torrent. */
final class Loopback implements AutoCloseable {
  static final InfoHash TORRENT = InfoHash.parse("0123456789abcdef0123456789abcdef01234567");
  static final Handshake HANDSHAKE =
      new Handshake(Capabilities.OURS, TORRENT, PeerId.ours(new byte[12]));

  final Vertx vertx;
  final Context context;
  private final String host;
  final TorrentKeys keys = new TorrentKeys();
  final BlockingQueue<ScriptedPeer> accepted = new LinkedBlockingQueue<>();
  final BlockingQueue<Object> dialled = new LinkedBlockingQueue<>();

  /** What the listener says to the next questions for its policy, before its own. */
  final Queue<EncryptionPolicy> moods = new ConcurrentLinkedQueue<>();

  final PeerListener listener;
  final PeerDialer dialer;

  Loopback(EncryptionPolicy listening, EncryptionPolicy dialling) {
    this(Vertx.vertx(), "127.0.0.1", listening, dialling);
  }

  /** On that address, a literal one. */
  Loopback(Vertx vertx, String host, EncryptionPolicy listening, EncryptionPolicy dialling) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.host = host;
    keys.add(TORRENT);
    listener =
        await(
            call(
                () ->
                    PeerListener.listen(
                        vertx,
                        host,
                        0,
                        (name, connection) -> connection.notFound(),
                        peers(listening))));
    dialer = call(() -> new PeerDialer(vertx, host, dialling));
  }

  private IncomingPeers peers(EncryptionPolicy policy) {
    return new IncomingPeers() {
      @Override
      public Handshake answer(Handshake theirs, InetSocketAddress remote) {
        return theirs.infoHash().equals(TORRENT) ? HANDSHAKE : null;
      }

      @Override
      public void connected(PeerConnection connection) {
        accepted.add(new ScriptedPeer(context, connection));
      }

      @Override
      public TorrentKeys keys() {
        return keys;
      }

      @Override
      public EncryptionPolicy encryption() {
        EncryptionPolicy mood = moods.poll();
        return mood == null ? policy : mood;
      }
    };
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, listener.port());
  }

  /** What became of a dial: a {@link ScriptedPeer} or a {@link DialException}. */
  Object dial(InetSocketAddress to, InfoHash torrent) throws InterruptedException {
    return dial(dialer, to, torrent);
  }

  /** The same of another dialer. */
  Object dial(PeerDialer by, InetSocketAddress to, InfoHash torrent) throws InterruptedException {
    context.runOnContext(
        now ->
            by.dial(
                to,
                new Handshake(Capabilities.OURS, torrent, PeerId.ours(new byte[12])),
                new DialHandler() {
                  @Override
                  public void connected(PeerConnection connection) {
                    dialled.add(new ScriptedPeer(context, connection));
                  }

                  @Override
                  public void failed(DialException cause) {
                    dialled.add(cause);
                  }
                }));
    return poll(dialled);
  }

  ScriptedPeer dial() throws InterruptedException {
    return (ScriptedPeer) dial(address(), TORRENT);
  }

  ScriptedPeer accepted() throws InterruptedException {
    return poll(accepted);
  }

  <T> T call(Supplier<T> onContext) {
    Promise<T> done = Promise.promise();
    context.runOnContext(now -> done.complete(onContext.get()));
    return await(done.future());
  }

  @Override
  public void close() {
    await(call(dialer::close));
    await(listener.close());
    await(vertx.close());
  }

  static <T> T poll(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
