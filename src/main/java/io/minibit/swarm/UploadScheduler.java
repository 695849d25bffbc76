package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;

/**
 * What peers asked us for: checked, queued, and let go as fast as their connections take it and the
 * rate limits allow, in turns when those are what holds it up.
 */
final class UploadScheduler {
  /** Least bytes of a peer on their way from disk to its socket, so that a write is worth it. */
  static final int MIN_WINDOW = 64 * 1024;

  /** Most of them: at 1 GB/s a few milliseconds' worth. */
  static final int MAX_WINDOW = 4 << 20;

  /** In between, what the peer takes in this time: beyond, cancels and chokes come too late. */
  static final double WINDOW_SECONDS = 0.1;

  /** Largest request that is served unasked: what libtorrent and others refuse beyond. */
  static final int MAX_REQUEST = 128 * 1024;

  /** A peer that takes none of its data for so long has stopped reading. */
  static final long STALL = 60_000_000_000L;

  /** Requests refused to a choked peer before it is a flood (as in libtorrent: "max rejects"). */
  static final int MAX_REFUSED = 300;

  private final PieceGeometry geometry;
  private final Bitfield have;
  private final PeerTable peers;
  private final Outbox out;
  private final RateLimit limit;
  private final Suggestions suggestions;
  private int turn;
  private int waiting;

  UploadScheduler(
      PieceGeometry geometry,
      Bitfield have,
      PeerTable peers,
      Outbox out,
      RateLimit limit,
      Suggestions suggestions) {
    this.geometry = geometry;
    this.have = have;
    this.peers = peers;
    this.out = out;
    this.limit = limit;
    this.suggestions = suggestions;
  }

  /** A peer asks for data. */
  void requested(SwarmPeer peer, int piece, int begin, int length, boolean shown, long now) {
    if (piece < 0
        || piece >= geometry.pieceCount()
        || begin < 0
        || length < 1
        || length > peer.maxRequest
        || begin > geometry.servedLength(piece) - length) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
      return;
    }
    boolean allowed = !peer.choked || peer.mayBeServedWhileChoked(piece);
    if (!allowed || !shown || !have.get(piece) || !peer.queue.add(piece, begin, length)) {
      refuse(peer, piece, begin, length);
      return;
    }
    if (!peer.choked) {
      suggestions.queued(peer, piece);
    }
    pump(peer, now);
  }

  private void refuse(SwarmPeer peer, int piece, int begin, int length) {
    if (++peer.rejectsWhileChoked > MAX_REFUSED + peer.queue.size()) {
      out.drop(peer, DropReason.REQUEST_FLOOD);
    } else if (peer.fast) {
      out.to(peer).reject(peer.handle, piece, begin, length);
    }
  }

  /** A peer no longer needs an answer; with the fast extension it gets one all the same. */
  void cancelled(SwarmPeer peer, int piece, int begin, int length) {
    if (peer.queue.remove(piece, begin, length) && peer.fast) {
      out.to(peer).reject(peer.handle, piece, begin, length);
    }
  }

  /** Data has left for the peer. */
  void uploaded(SwarmPeer peer, int bytes, long now) {
    peer.uploadingBytes -= bytes;
    peer.uploadMeter.add(bytes);
    peer.uploadProgressAt = now;
    pump(peer, now);
  }

  /** The peer was choked: what is not under way is refused (BEP 6), allowed fast pieces apart. */
  void choked(SwarmPeer peer) {
    UploadQueue queue = peer.queue;
    for (int i = queue.size() - 1; i >= 0; i--) {
      if (!peer.mayBeServedWhileChoked(queue.piece(i))) {
        if (peer.fast) {
          out.to(peer).reject(peer.handle, queue.piece(i), queue.begin(i), queue.length(i));
        }
        queue.remove(i);
      }
    }
    suggestions.withdraw(peer);
  }

  private void pump(SwarmPeer peer, long now) {
    while (canSend(peer)) {
      if (!limit.allows(now)) {
        if (!peer.waitsForTokens) {
          peer.waitsForTokens = true;
          waiting++;
        }
        return;
      }
      send(peer, now);
    }
  }

  private static boolean canSend(SwarmPeer peer) {
    return peer.connected && peer.queue.size() > 0 && peer.uploadingBytes < window(peer);
  }

  private static double window(SwarmPeer peer) {
    double bytes = peer.uploadMeter.rate() * WINDOW_SECONDS;
    return Math.max(MIN_WINDOW, Math.min(MAX_WINDOW, bytes));
  }

  private void send(SwarmPeer peer, long now) {
    UploadQueue queue = peer.queue;
    int piece = queue.piece(0);
    int begin = queue.begin(0);
    int length = queue.length(0);
    queue.removeFirst();
    limit.take(length, now);
    if (peer.uploadingBytes == 0) {
      peer.uploadProgressAt = now;
    }
    peer.uploadingBytes += length;
    suggestions.serving(peer, piece);
    out.to(peer).upload(peer.handle, piece, begin, length);
  }

  /** Serves those who wait for the rate limits, one block each in turns; finds stalled readers. */
  void tick(long now) {
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      peer.uploadMeter.update(now);
      if (peer.uploadingBytes > 0 && now - peer.uploadProgressAt > STALL) {
        out.drop(peer, DropReason.NOT_READING);
      }
    }
    while (waiting > 0 && limit.allows(now)) {
      turn = (turn + 1) % peers.size();
      SwarmPeer peer = peers.at(turn);
      if (peer.waitsForTokens) {
        if (canSend(peer)) {
          send(peer, now);
        } else {
          stopWaiting(peer);
        }
      }
    }
  }

  /** The peer has gone. */
  void left(SwarmPeer peer) {
    suggestions.withdraw(peer);
    stopWaiting(peer);
  }

  private void stopWaiting(SwarmPeer peer) {
    if (peer.waitsForTokens) {
      peer.waitsForTokens = false;
      waiting--;
    }
  }
}
