package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One torrent among its peers: events in, {@link SwarmActions} out. This class only routes; the
 * rules are in the parts it joins.
 *
 * <p>Every method that takes the time {@code now} may call the actions before it returns. Times
 * must not go back. {@link #tick} wants to be called about ten times a second; work that cannot
 * wait for it is done at once. Messages for a handle that has gone are ignored. Not safe for
 * threads.
 *
 * <p>The owner writes blocks for which {@link #block} says true, reports {@link #blockStored}, and
 * answers {@link SwarmActions#verify} with {@link #pieceVerified} or {@link #pieceFailed}.
 */
public final class Swarm {
  /** {@link #join}'s answer when there is no room. */
  public static final int REFUSED = -1;

  /** Most bytes of a request, whatever was agreed on: 1 MiB. */
  public static final int MAX_REQUEST = 1 << 20;

  private final int pieceCount;
  private final SwarmSettings settings;
  private final Bitfield have;
  private final PeerTable peers = new PeerTable();
  private final PiecePicker picker;
  private final Outbox out;
  private final OwnPieces own;
  private final PeerPieces theirs;
  private final Downloads downloads;
  private final UploadScheduler uploads;
  private final Choker choker;
  private final Liveness liveness;
  private final Blame blame;
  private final Greeting greeting;

  /** Null unless pieces are shown one by one. */
  private final SuperSeed superSeed;

  /**
   * A swarm without peers.
   *
   * @param infoHash the 20 bytes of the handshake
   * @param verified a bit for each piece that is had already, as in a bitfield message
   * @param limits what the data is slowed down to
   * @param random seeds every choice by chance
   * @throws IllegalArgumentException if the verified pieces do not fit the geometry
   */
  public Swarm(
      PieceGeometry geometry,
      byte[] infoHash,
      byte[] verified,
      SwarmSettings settings,
      SwarmLimits limits,
      RandomGenerator random,
      SwarmActions actions,
      long now) {
    this.settings = settings;
    pieceCount = geometry.pieceCount();
    have = new Bitfield(pieceCount);
    if (!have.load(verified)) {
      throw new IllegalArgumentException("verified pieces do not fit the torrent");
    }
    out = new Outbox(actions);
    out.at(now);
    picker = new PiecePicker(geometry, have, settings.sequential(), random);
    Interest interest = new Interest(picker, peers, out);
    downloads = new Downloads(geometry, picker, peers, out, limits.download());
    boolean showsOneByOne = settings.superSeeding() && have.isFull();
    Suggestions suggestions = new Suggestions(geometry, have, picker, out, random, !showsOneByOne);
    uploads = new UploadScheduler(geometry, have, peers, out, limits.upload(), suggestions);
    choker = new Choker(peers, out, uploads, suggestions, settings, random, now);
    liveness = new Liveness(peers, out);
    blame = new Blame(picker, downloads, peers, out);
    superSeed = showsOneByOne ? new SuperSeed(pieceCount, picker, peers, out) : null;
    greeting = new Greeting(infoHash.clone(), have, picker, choker, out);
    theirs = new PeerPieces(picker, interest, downloads, liveness, out, superSeed);
    own = new OwnPieces(picker, peers, interest, downloads, liveness, blame, out, !showsOneByOne);
  }

  /**
   * Some blocks of a piece are in storage from an earlier run: they are not asked for again, and
   * nobody is blamed for them. To be told before anybody joins.
   *
   * @param blocks some of the piece's, not all; 16 KiB each
   * @throws IllegalArgumentException if the piece is verified, or has no such blocks
   */
  public void restored(int piece, BitSet blocks) {
    picker.restore(piece, blocks);
  }

  /**
   * A handshake is over: opens the conversation.
   *
   * @return the peer's handle, or {@link #REFUSED} if there is no room or its address is banned
   */
  public int join(PeerHello hello, long now) {
    out.at(now);
    if (blame.isBanned(hello.address().getAddress())) {
      return REFUSED;
    }
    if (peers.size() >= settings.maxPeers()) {
      if (!liveness.replaceIdle()) {
        return REFUSED;
      }
      finish(now);
    }
    SwarmPeer peer =
        new SwarmPeer(peers.nextHandle(), hello, pieceCount, settings.requestQueue(), now);
    peers.add(peer);
    if (superSeed != null) {
      greeting.claimNothing(peer);
      superSeed.joined(peer);
    } else {
      greeting.greet(peer);
    }
    finish(now);
    return peer.handle;
  }

  /** The connection has ended. */
  public void left(int handle, long now) {
    SwarmPeer peer = peers.get(handle);
    if (peer != null) {
      out.at(now);
      remove(peer, now);
      finish(now);
    }
  }

  private void remove(SwarmPeer peer, long now) {
    peer.connected = false;
    peers.remove(peer);
    uploads.left(peer);
    if (superSeed != null) {
      superSeed.left(peer);
    }
    theirs.forget(peer);
    downloads.left(peer, now);
    choker.left(peer, now);
  }

  /**
   * The peer's extension handshake (BEP 10, 21, 54).
   *
   * @param reqq how many requests it keeps
   * @param uploadOnly whether it wants nothing
   * @param understandsDontHave whether it knows lt_donthave
   */
  public void extended(
      int handle, int reqq, boolean uploadOnly, boolean understandsDontHave, long now) {
    hear(
        handle,
        now,
        peer -> {
          peer.pipeline.reqq(reqq);
          peer.uploadOnly = uploadOnly;
          peer.understandsDontHave = understandsDontHave;
          liveness.partIfUseless(peer, isSeed());
        });
  }

  /**
   * Both ends have agreed on requests for more than one block, in either direction. Without the
   * fast extension nothing changes: there a choke would leave too much under way that nobody waits
   * for.
   *
   * @param asked bytes that one request may ask the peer for at most; what is beyond {@link
   *     #MAX_REQUEST} or no whole number of blocks is not used
   * @param served the same of the peer's requests
   */
  public void longerRequests(int handle, int asked, int served, long now) {
    hear(
        handle,
        now,
        peer -> {
          peer.maxRun = Math.max(1, blocks(peer, asked));
          peer.maxRequest =
              Math.max(
                  UploadScheduler.MAX_REQUEST, blocks(peer, served) * PieceGeometry.BLOCK_LENGTH);
        });
  }

  private static int blocks(SwarmPeer peer, int bytes) {
    return peer.fast ? Math.min(bytes, MAX_REQUEST) / PieceGeometry.BLOCK_LENGTH : 1;
  }

  /** Any message that is nothing to the swarm, a keep-alive among them. */
  public void alive(int handle, long now) {
    heard(handle, now);
  }

  /** The peer's bitfield; a later one replaces what it said before. */
  public void bitfield(int handle, byte[] bits, long now) {
    hear(handle, now, peer -> theirs.bitfield(peer, bits, now));
  }

  /** The peer has everything (BEP 6). */
  public void haveAll(int handle, long now) {
    hear(handle, now, peer -> theirs.allOrNone(peer, true, now));
  }

  /** The peer has nothing (BEP 6). */
  public void haveNone(int handle, long now) {
    hear(handle, now, peer -> theirs.allOrNone(peer, false, now));
  }

  /** The peer has one more piece. */
  public void have(int handle, int piece, long now) {
    hear(handle, now, peer -> theirs.gained(peer, piece, now));
  }

  /** The peer has one piece fewer (BEP 54). */
  public void dontHave(int handle, int piece, long now) {
    hear(handle, now, peer -> theirs.lost(peer, piece));
  }

  /** The peer chokes us. */
  public void choked(int handle, long now) {
    hear(
        handle,
        now,
        peer -> {
          if (!peer.chokesUs) {
            peer.chokesUs = true;
            peer.forgetSuggestions();
            downloads.choked(peer, now);
          }
        });
  }

  /** The peer unchokes us. */
  public void unchoked(int handle, long now) {
    hear(
        handle,
        now,
        peer -> {
          if (peer.chokesUs) {
            peer.chokesUs = false;
            downloads.fill(peer, now);
          }
        });
  }

  /** We may ask the peer for a piece while it chokes us (BEP 6). */
  public void allowedFast(int handle, int piece, long now) {
    hear(handle, now, peer -> theirs.allowed(peer, piece, now));
  }

  /** The peer says which piece we had best fetch next (BEP 6). */
  public void suggested(int handle, int piece, long now) {
    hear(handle, now, peer -> theirs.suggested(peer, piece));
  }

  /** The peer wants data. */
  public void interested(int handle, long now) {
    hear(
        handle,
        now,
        peer -> {
          if (!peer.interestedInUs) {
            peer.interestedInUs = true;
            choker.interested(peer, now);
          }
        });
  }

  /** The peer wants no data. */
  public void notInterested(int handle, long now) {
    hear(
        handle,
        now,
        peer -> {
          if (peer.interestedInUs) {
            peer.interestedInUs = false;
            choker.notInterested(now);
          }
        });
  }

  /** The peer asks for data. */
  public void requested(int handle, int piece, int begin, int length, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null) {
      boolean shown = superSeed == null || superSeed.isShown(peer, piece);
      uploads.requested(peer, piece, begin, length, shown, now);
      finish(now);
    }
  }

  /** The peer does not need what it asked for. */
  public void cancelled(int handle, int piece, int begin, int length, long now) {
    hear(handle, now, peer -> uploads.cancelled(peer, piece, begin, length));
  }

  /** The peer will not answer a request of ours (BEP 6). */
  public void rejected(int handle, int piece, int begin, int length, long now) {
    hear(handle, now, peer -> downloads.rejected(peer, piece, begin, length, now));
  }

  /** Data that we sent has left; the bytes of {@link SwarmActions#upload} without headers. */
  public void uploaded(int handle, int bytes, long now) {
    SwarmPeer peer = peers.get(handle);
    if (peer != null) {
      out.at(now);
      uploads.uploaded(peer, bytes, now);
    }
  }

  /** A peer takes the data that we send it, though a long block has not left as a whole. */
  public void taking(int handle, long now) {
    SwarmPeer peer = peers.get(handle);
    if (peer != null) {
      peer.uploadProgressAt = now;
    }
  }

  /**
   * Data came.
   *
   * @return whether it should be stored; if not it is to be thrown away
   */
  public boolean block(int handle, int piece, int begin, int length, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer == null) {
      return false;
    }
    boolean wanted = downloads.received(peer, piece, begin, length, now);
    finish(now);
    return wanted;
  }

  /** Data that was wanted is in storage. */
  public void blockStored(int piece, int begin, int length, long now) {
    out.at(now);
    own.stored(piece, begin, length);
  }

  /**
   * Data that was wanted does not match hashes of its own (BEP 52) and was not stored: whoever sent
   * it is banned, and it is asked for again.
   */
  public void blockCorrupt(int piece, int begin, int length, long now) {
    out.at(now);
    own.blocksFailed(piece, begin, length, now);
    finish(now);
  }

  /** Whether {@link #pieceVerified} needs the digests of the blocks. */
  public boolean wantsDigests(int piece) {
    return blame.suspects(piece);
  }

  /**
   * A piece matches its hash.
   *
   * @param digests of its blocks, where {@link #wantsDigests} asked for them, or null
   */
  public void pieceVerified(int piece, long[] digests, long now) {
    out.at(now);
    own.verified(piece, digests);
    finish(now);
  }

  /**
   * A piece does not match its hash and will be fetched again.
   *
   * @param digests of its blocks, 64 bits each of any keyed hash
   */
  public void pieceFailed(int piece, long[] digests, long now) {
    out.at(now);
    own.failed(piece, digests, now);
    finish(now);
  }

  /** A piece that we had is gone from storage. */
  public void pieceLost(int piece, long now) {
    if (have.get(piece)) {
      out.at(now);
      own.lost(piece, now);
      finish(now);
    }
  }

  /** Changes what is wanted, and in which order. */
  public void prioritise(int piece, PiecePriority priority, long now) {
    out.at(now);
    own.prioritise(piece, priority, now);
    finish(now);
  }

  /** Lets time pass: rates, rounds, timeouts. */
  public void tick(long now) {
    out.at(now);
    uploads.tick(now);
    downloads.tick(now);
    choker.tick(isSeed(), now);
    liveness.tick(now);
    if (superSeed != null) {
      superSeed.tick(now);
    }
    finish(now);
  }

  /** Whether every wanted piece is verified. */
  public boolean isSeed() {
    return own.isComplete();
  }

  /** How many pieces are verified. */
  public int verifiedPieces() {
    return have.count();
  }

  /** Whether a piece is verified. */
  public boolean has(int piece) {
    return have.get(piece);
  }

  /** How many peers are connected. */
  public int peerCount() {
    return peers.size();
  }

  /** How many of them have everything. */
  public int seedCount() {
    int seeds = 0;
    for (int i = 0; i < peers.size(); i++) {
      seeds += peers.at(i).isSeed() ? 1 : 0;
    }
    return seeds;
  }

  /** How it stands with a connected peer. */
  public PeerStanding standing(int handle) {
    return PeerStanding.of(peers.get(handle));
  }

  /** Bytes that came and were of no use. */
  public Waste waste() {
    return downloads.waste();
  }

  /** Bytes that came and were wanted. */
  public long usefulBytes() {
    return downloads.useful();
  }

  /** Whether data from this address was found to be false. */
  public boolean isBanned(InetSocketAddress address) {
    return blame.isBanned(address.getAddress());
  }

  private SwarmPeer heard(int handle, long now) {
    SwarmPeer peer = peers.get(handle);
    if (peer != null) {
      out.at(now);
      peer.receivedAt = now;
    }
    return peer;
  }

  private void hear(int handle, long now, Consumer<SwarmPeer> rule) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null) {
      rule.accept(peer);
      finish(now);
    }
  }

  /** Takes out the peers that the rules dropped while they worked. */
  private void finish(long now) {
    for (SwarmPeer peer = out.nextDropped(); peer != null; peer = out.nextDropped()) {
      remove(peer, now);
    }
  }
}
