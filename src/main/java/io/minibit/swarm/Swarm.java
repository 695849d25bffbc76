package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;
import java.net.InetSocketAddress;
import java.util.Arrays;
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

  private final PieceGeometry geometry;
  private final byte[] infoHash;
  private final SwarmSettings settings;
  private final Bitfield have;
  private final PeerTable peers = new PeerTable();
  private final Outbox out;
  private final PiecePicker picker;
  private final Interest interest;
  private final Downloads downloads;
  private final UploadScheduler uploads;
  private final Choker choker;
  private final Liveness liveness;
  private final Blame blame;
  private final SuperSeed superSeed;
  private final Suggestions suggestions;
  private boolean announcedComplete;

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
    this.geometry = geometry;
    this.infoHash = infoHash.clone();
    this.settings = settings;
    have = new Bitfield(geometry.pieceCount());
    if (!have.load(verified)) {
      throw new IllegalArgumentException("verified pieces do not fit the torrent");
    }
    out = new Outbox(actions);
    out.at(now);
    picker = new PiecePicker(geometry, have, settings.sequential(), random);
    interest = new Interest(picker, peers, out);
    downloads = new Downloads(geometry, picker, peers, out, limits.download());
    uploads = new UploadScheduler(geometry, have, peers, out, limits.upload());
    choker = new Choker(peers, out, uploads, settings, random, now);
    liveness = new Liveness(peers, out);
    blame = new Blame(picker, downloads, out);
    superSeed =
        settings.superSeeding() && have.isFull()
            ? new SuperSeed(geometry.pieceCount(), picker, peers, out)
            : null;
    suggestions = new Suggestions(geometry.pieceCount(), picker, out, random);
    announcedComplete = picker.missing() == 0;
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
        new SwarmPeer(
            peers.nextHandle(), hello, geometry.pieceCount(), settings.requestQueue(), now);
    peers.add(peer);
    greet(peer);
    finish(now);
    return peer.handle;
  }

  private void greet(SwarmPeer peer) {
    if (superSeed != null) {
      if (peer.fast) {
        out.to(peer).haveNone(peer.handle);
      }
      superSeed.joined(peer);
      return;
    }
    if (peer.fast && have.isFull()) {
      out.to(peer).haveAll(peer.handle);
    } else if (have.count() > 0) {
      out.to(peer).bitfield(peer.handle, have.toMessage());
    } else if (peer.fast) {
      out.to(peer).haveNone(peer.handle);
    }
    if (peer.fast && !choker.hasFreeSlot()) {
      allowFast(peer);
    }
  }

  /**
   * Only what others have too: peers of one network all get the same set, and would all fetch it
   * from a lone seed before anything else.
   */
  private void allowFast(SwarmPeer peer) {
    int[] set =
        AllowedFast.pieces(
            peer.address.getAddress(), infoHash, geometry.pieceCount(), AllowedFast.SET_SIZE);
    peer.allowedToIt =
        Arrays.stream(set)
            .filter(piece -> have.get(piece) && picker.availability(piece) > 0)
            .toArray();
    for (int piece : peer.allowedToIt) {
      out.to(peer).allowedFast(peer.handle, piece);
    }
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
    forgetPieces(peer);
    downloads.left(peer, now);
    choker.left(peer, now);
  }

  private void forgetPieces(SwarmPeer peer) {
    if (!peer.countedAsSeed) {
      for (int piece = 0; piece < peer.pieces.size(); piece++) {
        if (peer.pieces.get(piece)) {
          picker.lost(piece);
        }
      }
    }
    peer.countedAsSeed = false;
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
    SwarmPeer peer = heard(handle, now);
    if (peer != null) {
      peer.pipeline.reqq(reqq);
      peer.uploadOnly = uploadOnly;
      peer.understandsDontHave = understandsDontHave;
      liveness.partIfUseless(peer, isSeed());
      finish(now);
    }
  }

  /** Any message that is nothing to the swarm, a keep-alive among them. */
  public void alive(int handle, long now) {
    heard(handle, now);
  }

  /** The peer's bitfield; a later one replaces what it said before. */
  public void bitfield(int handle, byte[] bits, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer == null) {
      return;
    }
    forgetPieces(peer);
    if (!peer.pieces.load(bits)) {
      peer.countedAsSeed = true;
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    } else {
      learnPieces(peer, now);
    }
    finish(now);
  }

  /** The peer has everything (BEP 6). */
  public void haveAll(int handle, long now) {
    haveAllOrNone(handle, true, now);
  }

  /** The peer has nothing (BEP 6). */
  public void haveNone(int handle, long now) {
    haveAllOrNone(handle, false, now);
  }

  private void haveAllOrNone(int handle, boolean all, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer == null) {
      return;
    }
    if (!peer.fast) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    } else {
      forgetPieces(peer);
      peer.pieces.clearAll();
      if (all) {
        peer.pieces.setAll();
      }
      learnPieces(peer, now);
    }
    finish(now);
  }

  private void learnPieces(SwarmPeer peer, long now) {
    peer.countedAsSeed = peer.isSeed();
    if (!peer.countedAsSeed) {
      for (int piece = 0; piece < peer.pieces.size(); piece++) {
        if (peer.pieces.get(piece)) {
          picker.gained(piece);
        }
      }
    }
    interest.recount(peer);
    downloads.fill(peer, now);
    liveness.partIfUseless(peer, isSeed());
  }

  /** The peer has one more piece. */
  public void have(int handle, int piece, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer == null) {
      return;
    }
    if (!isPiece(piece)) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    } else if (peer.pieces.set(piece)) {
      picker.gained(piece);
      interest.peerGained(peer, piece);
      if (superSeed != null) {
        superSeed.peerGained(peer, piece, now);
      }
      downloads.fill(peer, now);
      liveness.partIfUseless(peer, isSeed());
    }
    finish(now);
  }

  /** The peer has one piece fewer (BEP 54). */
  public void dontHave(int handle, int piece, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer == null) {
      return;
    }
    if (!isPiece(piece)) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    } else if (peer.pieces.get(piece)) {
      if (peer.countedAsSeed) {
        peer.countedAsSeed = false;
        for (int each = 0; each < geometry.pieceCount(); each++) {
          picker.gained(each);
        }
      }
      peer.pieces.clear(piece);
      picker.lost(piece);
      interest.peerLost(peer, piece);
    }
    finish(now);
  }

  /** The peer chokes us. */
  public void choked(int handle, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null && !peer.chokesUs) {
      peer.chokesUs = true;
      downloads.choked(peer, now);
      finish(now);
    }
  }

  /** The peer unchokes us. */
  public void unchoked(int handle, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null && peer.chokesUs) {
      peer.chokesUs = false;
      downloads.fill(peer, now);
      finish(now);
    }
  }

  /** We may ask the peer for a piece while it chokes us (BEP 6). */
  public void allowedFast(int handle, int piece, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer == null) {
      return;
    }
    if (!peer.fast || !isPiece(piece)) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    } else {
      peer.allow(piece);
      downloads.fill(peer, now);
    }
    finish(now);
  }

  /** The peer says which piece we had best fetch next (BEP 6). */
  public void suggested(int handle, int piece, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer == null) {
      return;
    }
    if (!peer.fast || !isPiece(piece)) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    } else {
      peer.suggest(piece);
    }
    finish(now);
  }

  /** The peer wants data. */
  public void interested(int handle, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null && !peer.interestedInUs) {
      peer.interestedInUs = true;
      if (suggests() && choker.hasFreeSlot()) {
        suggestions.suggest(peer);
      }
      choker.interested(peer, now);
      finish(now);
    }
  }

  /** The peer wants no data. */
  public void notInterested(int handle, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null && peer.interestedInUs) {
      peer.interestedInUs = false;
      choker.notInterested(now);
      finish(now);
    }
  }

  /** The peer asks for data. */
  public void requested(int handle, int piece, int begin, int length, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null) {
      boolean shown = superSeed == null || superSeed.isShown(peer, piece);
      uploads.requested(peer, piece, begin, length, shown, now);
      if (suggests() && peer.connected) {
        suggestions.requested(peer, piece);
      }
      finish(now);
    }
  }

  /** The peer does not need what it asked for. */
  public void cancelled(int handle, int piece, int begin, int length, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null) {
      uploads.cancelled(peer, piece, begin, length);
      finish(now);
    }
  }

  /** The peer will not answer a request of ours (BEP 6). */
  public void rejected(int handle, int piece, int begin, int length, long now) {
    SwarmPeer peer = heard(handle, now);
    if (peer != null) {
      downloads.rejected(peer, piece, begin, length, now);
      finish(now);
    }
  }

  /** Data that we sent has left; the bytes of {@link SwarmActions#upload} without headers. */
  public void uploaded(int handle, int bytes, long now) {
    SwarmPeer peer = peers.get(handle);
    if (peer != null) {
      out.at(now);
      uploads.uploaded(peer, bytes, now);
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
    ActivePiece active = picker.active(piece);
    if (active == null) {
      return;
    }
    out.at(now);
    for (int block = begin / PieceGeometry.BLOCK_LENGTH; block < endBlock(begin, length); block++) {
      if (active.store(block)) {
        out.verify(piece);
      }
    }
  }

  private static int endBlock(int begin, int length) {
    return (begin + length + PieceGeometry.BLOCK_LENGTH - 1) / PieceGeometry.BLOCK_LENGTH;
  }

  /**
   * Data that was wanted does not match hashes of its own (BEP 52) and was not stored: whoever sent
   * it is banned, and it is asked for again.
   */
  public void blockCorrupt(int piece, int begin, int length, long now) {
    out.at(now);
    downloads.corrupt(length);
    blame.blocksFailed(piece, begin / PieceGeometry.BLOCK_LENGTH, endBlock(begin, length));
    downloads.fillAll(now);
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
    boolean wasMissing = picker.isMissing(piece);
    blame.verified(piece, digests);
    picker.verified(piece);
    if (wasMissing) {
      interest.changed(piece, -1);
    }
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (!peer.isSeed() && superSeed == null) {
        out.to(peer).have(peer.handle, piece);
      }
      liveness.partIfUseless(peer, isSeed());
    }
    if (picker.missing() == 0 && !announcedComplete) {
      announcedComplete = true;
      out.complete();
    }
    finish(now);
  }

  /**
   * A piece does not match its hash and will be fetched again.
   *
   * @param digests of its blocks, 64 bits each of any keyed hash
   */
  public void pieceFailed(int piece, long[] digests, long now) {
    out.at(now);
    blame.failed(piece, digests);
    picker.failed(piece);
    downloads.fillAll(now);
    finish(now);
  }

  /** A piece that we had is gone from storage. */
  public void pieceLost(int piece, long now) {
    if (!have.get(piece)) {
      return;
    }
    out.at(now);
    picker.forget(piece);
    announcedComplete &= picker.missing() == 0;
    if (picker.isMissing(piece)) {
      interest.changed(piece, 1);
    }
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (peer.understandsDontHave) {
        out.to(peer).dontHave(peer.handle, piece);
      }
    }
    downloads.fillAll(now);
    finish(now);
  }

  /** Changes what is wanted, and in which order. */
  public void prioritise(int piece, PiecePriority priority, long now) {
    out.at(now);
    boolean before = picker.isMissing(piece);
    picker.prioritise(piece, priority);
    if (picker.isMissing(piece) != before) {
      interest.changed(piece, before ? -1 : 1);
    }
    announcedComplete &= picker.missing() == 0;
    downloads.fillAll(now);
    finish(now);
  }

  /** Lets time pass: rates, rounds, timeouts. */
  public void tick(long now) {
    out.at(now);
    uploads.tick(now);
    downloads.tick(now);
    choker.tick(picker.missing() == 0, now);
    liveness.tick(now);
    if (superSeed != null) {
      superSeed.tick(now);
    }
    finish(now);
  }

  /** Whether every wanted piece is verified. */
  public boolean isSeed() {
    return picker.missing() == 0;
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

  private boolean suggests() {
    return superSeed == null && have.isFull();
  }

  private boolean isPiece(int piece) {
    return piece >= 0 && piece < geometry.pieceCount();
  }

  private SwarmPeer heard(int handle, long now) {
    SwarmPeer peer = peers.get(handle);
    if (peer != null) {
      out.at(now);
      peer.receivedAt = now;
    }
    return peer;
  }

  /** Takes out the peers that the rules dropped while they worked. */
  private void finish(long now) {
    for (SwarmPeer peer = out.nextDropped(); peer != null; peer = out.nextDropped()) {
      remove(peer, now);
    }
  }
}
