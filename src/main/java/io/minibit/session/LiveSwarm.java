package io.minibit.session;

import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Torrent;
import io.minibit.storage.PieceStore;
import io.minibit.storage.WriteOutcome;
import io.minibit.swarm.PeerHello;
import io.minibit.swarm.PeerStanding;
import io.minibit.swarm.Swarm;
import io.minibit.swarm.SwarmLimits;
import io.minibit.swarm.SwarmSettings;
import io.minibit.transport.Payload;
import io.minibit.wire.LtDontHave;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.Optional;

/**
 * A torrent whose pieces are exchanged: joins the decisions of {@link Swarm}, the connections, and
 * the content on disk. Confined to the peer's context; what blocks is done by workers.
 *
 * <p>Answers of the disk come back between the calls to the swarm, never within one.
 */
final class LiveSwarm {
  /** Ten times a second, as the swarm wants it. */
  private static final long TICK_MILLIS = 100;

  /** Several times before the swarm takes a peer for one that does not read. */
  private static final int TICKS_OF_LOOK = 100;

  /** What a slow peer has to take, at some 300 bytes a second, to be taken for one that reads. */
  private static final int MIN_TAKEN = 16 * 1024;

  /** What a peer keeps that does not say how much: the least that clients in the field do. */
  private static final int UNSAID_REQUEST_QUEUE = 250;

  /** Hears what becomes of the torrent as a whole. */
  interface Owner {
    /** All is verified and safe on disk. */
    void completed();

    /** A piece does not match its hash; it is fetched again. */
    void corrupt(int piece);

    /** The disk refused; the torrent should be closed. */
    void failed(Throwable cause);
  }

  private final PeerResources peer;
  private final int pieceCount;
  private final PendingWork pending = new PendingWork();
  private final Swarm swarm;
  private final SwarmConversation conversation;
  private final BlockWriter writer;
  private final BlockReader reader;
  private final Checkpoints checkpoints;
  private final PieceVerdicts verdicts;
  private final PieceStore store;
  private final Traffic traffic;
  private final Owner owner;
  private final long timer;
  private int ticks;
  private boolean reading = true;
  private Promise<Void> closing;

  /**
   * A swarm without connections.
   *
   * @param store checked, and prepared to be written to; closed with this
   */
  LiveSwarm(
      PeerResources peer,
      Torrent torrent,
      PieceStore store,
      SwarmSettings settings,
      SwarmLimits limits,
      Traffic traffic,
      Owner owner) {
    this.peer = peer;
    this.store = store;
    this.traffic = traffic;
    this.owner = owner;
    traffic.recall(store.settings());
    pieceCount = torrent.pieces().pieceCount();
    reader = new BlockReader(peer, store, pending, new Uploads());
    writer = new BlockWriter(peer, store, pending, new Downloads());
    checkpoints = new Checkpoints(peer, store, pending, this::remember, this::failed);
    verdicts = new PieceVerdicts(peer, store, pending, this::failed);
    conversation = new SwarmConversation(pieceCount, reader, this::allFetched);
    swarm =
        new Swarm(
            torrent.pieces(),
            torrent.hashes().id().truncated(),
            bits(store.have(), pieceCount),
            settings,
            limits,
            peer.random(),
            conversation,
            peer.now());
    // Read back and judged by the store once the rest of their pieces is there.
    store.partialPieces().forEach(this::restore);
    timer = peer.vertx().setPeriodic(TICK_MILLIS, fired -> tick());
  }

  private void restore(int piece, BitSet blocks) {
    if (!blocks.isEmpty()) {
      swarm.restored(piece, blocks);
    }
  }

  private static byte[] bits(BitSet pieces, int count) {
    byte[] bits = new byte[(count + 7) / 8];
    pieces.stream().forEach(piece -> bits[piece >> 3] |= (byte) (0x80 >> (piece & 7)));
    return bits;
  }

  private void tick() {
    swarm.tick(peer.now());
    checkpoints.tick();
    if (++ticks % TICKS_OF_LOOK == 0) {
      conversation.links().forEach(this::look);
    }
  }

  /** A long block may leave for longer than the swarm waits for it. */
  private void look(PeerLink link) {
    if (link.uploading() > 0 && link.hasTaken(MIN_TAKEN)) {
      swarm.taking(link.handle(), peer.now());
    }
  }

  boolean isSeed() {
    return swarm.isSeed();
  }

  boolean isBanned(InetSocketAddress address) {
    return swarm.isBanned(address);
  }

  /** Connected peers that have everything. */
  int seeds() {
    return swarm.seedCount();
  }

  /** Whether a piece is verified. */
  boolean has(int piece) {
    return swarm.has(piece);
  }

  /** How it stands with a peer; empty while the swarm does not know it. */
  Optional<PeerStanding> standing(PeerLink link) {
    return link.handle() == PeerLink.NO_HANDLE
        ? Optional.empty()
        : Optional.of(swarm.standing(link.handle()));
  }

  /** Pieces that are verified. */
  int verifiedPieces() {
    return swarm.verifiedPieces();
  }

  /** The v2 hashes came when v1 ones had to do already: what those passed is judged by both. */
  void learn(PieceLayers layers) {
    store.learn(layers);
    judgeNext();
  }

  private void judgeNext() {
    pending.begin();
    peer.workers()
        .call(peer.context(), store::judgeNext)
        .onSuccess(
            more -> {
              if (more && closing == null) {
                judgeNext();
              }
            })
        .onFailure(this::failed)
        .onComplete(done -> pending.end());
  }

  /** Takes a connection in; it is ended if there is no room. */
  void join(PeerLink link) {
    link.pieces(pieceCount);
    PeerHello hello = new PeerHello(link.remote(), link.isFast(), link.priority());
    if (!conversation.join(link, () -> swarm.join(hello, peer.now()))) {
      link.close();
      return;
    }
    if (!reading) {
      link.pauseReading();
    }
    link.joined(this);
  }

  /** The connection has ended. */
  void left(PeerLink link) {
    reader.ended(link);
    link.lengths().ended(peer.answers());
    if (link.handle() != PeerLink.NO_HANDLE) {
      int handle = link.handle();
      conversation.unbind(link);
      swarm.left(handle, peer.now());
    }
  }

  /** Something came that is nothing to the swarm. */
  void alive(PeerLink link) {
    if (link.handle() != PeerLink.NO_HANDLE) {
      swarm.alive(link.handle(), peer.now());
    }
  }

  /** The peer's extension handshake. */
  void introduced(PeerLink link) {
    if (link.handle() != PeerLink.NO_HANDLE) {
      swarm.extended(
          link.handle(),
          link.requestQueue().orElse(UNSAID_REQUEST_QUEUE),
          link.isUploadOnly(),
          link.theirId(LtDontHave.NAME).isPresent(),
          peer.now());
    }
    // The first may have ended it.
    tellLongest(link);
  }

  private void tellLongest(PeerLink link) {
    if (link.handle() != PeerLink.NO_HANDLE) {
      swarm.longerRequests(
          link.handle(), link.lengths().asked(), link.lengths().served(), peer.now());
    }
  }

  /** The peer has lost a piece (BEP 54). */
  void dontHave(PeerLink link, int piece) {
    if (link.handle() != PeerLink.NO_HANDLE) {
      swarm.dontHave(link.handle(), piece, peer.now());
    }
  }

  /** What a peer said, but for blocks and extensions. */
  void message(PeerLink link, PeerMessage message) {
    if (link.handle() != PeerLink.NO_HANDLE) {
      SwarmEar.tell(swarm, link.handle(), message, peer.now());
    }
  }

  /** A block came. */
  void block(PeerLink link, int piece, int begin, Payload payload) {
    int length = payload.length();
    if (link.handle() == PeerLink.NO_HANDLE
        || !swarm.block(link.handle(), piece, begin, length, peer.now())) {
      payload.release();
      return;
    }
    traffic.received(length);
    if (link.delivered(length, peer.answers())) {
      tellLongest(link);
    }
    if (!writer.write(link, piece, begin, payload) && reading) {
      reading = false;
      conversation.links().forEach(PeerLink::pauseReading);
    }
  }

  private final class Downloads implements BlockWriter.Listener {
    @Override
    public void written(PeerLink from, int piece, int begin, int length, WriteOutcome outcome) {
      if (closing == null) {
        if (outcome == WriteOutcome.BLOCK_CORRUPT) {
          swarm.blockCorrupt(piece, begin, length, peer.now());
          return;
        }
        swarm.blockStored(piece, begin, length, peer.now());
        checkpoints.written(length);
        verdicts.written(swarm, piece, outcome);
        if (outcome == WriteOutcome.PIECE_CORRUPT) {
          owner.corrupt(piece);
        }
      }
    }

    @Override
    public void failed(Throwable cause) {
      LiveSwarm.this.failed(cause);
    }

    @Override
    public void drained() {
      reading = true;
      conversation.links().forEach(PeerLink::resumeReading);
    }
  }

  private final class Uploads implements BlockReader.Listener {
    @Override
    public void left(PeerLink link, int bytes) {
      traffic.sent(bytes);
      if (closing == null && link.handle() != PeerLink.NO_HANDLE) {
        swarm.uploaded(link.handle(), bytes, peer.now());
      }
    }

    @Override
    public void failed(Throwable cause) {
      LiveSwarm.this.failed(cause);
    }
  }

  private void allFetched() {
    checkpoints.make().onSuccess(safe -> owner.completed());
  }

  private void remember() {
    traffic.remember(store::setting);
  }

  private void failed(Throwable cause) {
    if (closing == null) {
      owner.failed(cause);
    }
  }

  /**
   * Lets go of the content, when all that is under way to the disk is there. The connections are
   * ended by their owner, before.
   */
  Future<Void> close() {
    if (closing == null) {
      closing = Promise.promise();
      peer.vertx().cancelTimer(timer);
      remember();
      pending.whenDone(
          () ->
              peer.workers()
                  .<Void>call(
                      peer.context(),
                      () -> {
                        store.close();
                        return null;
                      })
                  .onComplete(closing));
    }
    return closing.future();
  }
}
