package io.minibit.session;

import io.minibit.metainfo.Torrent;
import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Claims to have all of a torrent at an address of its own, unchokes whoever comes, and answers
 * requests as its {@link Conduct} has it.
 */
public final class FakeSeed implements AutoCloseable {
  /** Answers one request. */
  @FunctionalInterface
  public interface Conduct {
    /**
     * Answers, or does not.
     *
     * @param content the true bytes of the block
     */
    void requested(RawPeer peer, int piece, int begin, byte[] content) throws IOException;

    /** Answers a request for hashes; by default, as one that knows none. */
    default void hashesRequested(RawPeer peer, HashRange range) throws IOException {
      peer.say(RawPeer.HASH_REJECT, hashes(range, new byte[0]));
    }
  }

  /** Gives what was asked for. */
  static final Conduct HONEST = FakeSeed::give;

  /** Gives other bytes. */
  public static final Conduct LIAR =
      (peer, piece, begin, content) -> {
        byte[] other = content.clone();
        other[other.length / 2] ^= 1;
        give(peer, piece, begin, other);
      };

  /** Gives nothing, ever. */
  static final Conduct STALLER = (peer, piece, begin, content) -> {};

  private final ServerSocket server;
  private final Torrent torrent;
  private final byte[] content;
  private final String id;
  private final Conduct conduct;
  private final String introduction;
  private final List<RawPeer> peers = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger visits = new AtomicInteger();

  /**
   * Starts to listen.
   *
   * @param host of its own, so that a ban meets nobody else
   * @param content all bytes of the torrent's one file
   */
  public FakeSeed(String host, Torrent torrent, byte[] content, Conduct conduct)
      throws IOException {
    this(host, torrent, content, conduct, "d1:mdee");
  }

  /**
   * Starts to listen.
   *
   * @param introduction its extension handshake, bencoded
   */
  FakeSeed(String host, Torrent torrent, byte[] content, Conduct conduct, String introduction)
      throws IOException {
    this.introduction = introduction;
    this.torrent = torrent;
    this.content = content;
    this.conduct = conduct;
    id = "-XX0001-" + host;
    server = new ServerSocket(0, 50, InetAddress.getByName(host));
    start(this::listen);
  }

  static void give(RawPeer peer, int piece, int begin, byte[] block) throws IOException {
    peer.say(
        RawPeer.PIECE,
        ByteBuffer.allocate(8 + block.length).putInt(piece).putInt(begin).put(block).array());
  }

  /** The body of a message about hashes. */
  static byte[] hashes(HashRange range, byte[] hashes) {
    return ByteBuffer.allocate(48 + hashes.length)
        .put(range.piecesRoot().toBytes())
        .putInt(range.baseLayer())
        .putInt(range.index())
        .putInt(range.length())
        .putInt(range.proofLayers())
        .put(hashes)
        .array();
  }

  private static HashRange range(ByteBuffer body) {
    byte[] root = new byte[32];
    body.get(root);
    return new HashRange(
        ByteString.of(root), body.getInt(), body.getInt(), body.getInt(), body.getInt());
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "fake-seed");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    while (true) {
      try {
        Socket socket = server.accept();
        start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (RawPeer peer = new RawPeer(socket)) {
      synchronized (peers) {
        peers.add(peer);
      }
      visits.incrementAndGet();
      peer.readHandshake();
      peer.handshake(torrent.hashes().id(), id, capabilities());
      peer.extend(0, introduction);
      peer.say(RawPeer.HAVE_ALL);
      peer.say(RawPeer.UNCHOKE);
      while (true) {
        RawPeer.Frame frame = peer.next();
        if (frame.type() == RawPeer.REQUEST) {
          requests.incrementAndGet();
          int piece = frame.body().getInt();
          int begin = frame.body().getInt();
          byte[] block = new byte[frame.body().getInt()];
          int offset = piece * torrent.pieces().pieceLength() + begin;
          System.arraycopy(content, offset, block, 0, block.length);
          conduct.requested(peer, piece, begin, block);
        } else if (frame.type() == RawPeer.HASH_REQUEST) {
          conduct.hashesRequested(peer, range(frame.body()));
        }
      }
    } catch (IOException hungUp) {
      // As every connection ends here.
    }
  }

  /** The extension protocol, the fast extension and, where the torrent has that half, v2. */
  private byte[] capabilities() {
    byte[] reserved = new byte[8];
    reserved[5] = 0x10;
    reserved[7] = (byte) (torrent.hashes().v2().isPresent() ? 0x14 : 0x04);
    return reserved;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** Blocks that it was asked for so far. */
  int requests() {
    return requests.get();
  }

  /** Connections that it had so far. */
  int visits() {
    return visits.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (peers) {
      peers.forEach(RawPeer::close);
    }
  }
}
