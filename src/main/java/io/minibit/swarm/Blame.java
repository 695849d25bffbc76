package io.minibit.swarm;

import java.net.InetAddress;

/**
 * What follows from bad pieces: the sender of a whole bad piece is banned at once; several senders
 * go on parole, where each gets pieces of its own, until digests or their own next piece tell who
 * it was. Blocks of an earlier run have no known sender: a bad piece with some of them convicts
 * nobody by itself. Bans are by address, see {@link Bans}.
 */
final class Blame {
  private final PiecePicker picker;
  private final Downloads downloads;
  private final PeerTable peers;
  private final Outbox out;
  private final SmartBan smartBan = new SmartBan();
  private final Bans bans = new Bans();

  Blame(PiecePicker picker, Downloads downloads, PeerTable peers, Outbox out) {
    this.picker = picker;
    this.downloads = downloads;
    this.peers = peers;
    this.out = out;
  }

  boolean suspects(int piece) {
    return smartBan.suspects(piece);
  }

  boolean isBanned(InetAddress address) {
    return bans.contains(address);
  }

  void failed(int piece, long[] digests) {
    ActivePiece active = picker.active(piece);
    if (active == null) {
      return;
    }
    downloads.corrupt(active.length);
    SwarmPeer only = active.onlySource();
    if (only != null) {
      ban(only);
      return;
    }
    smartBan.failed(active, digests);
    for (int block = 0; block < active.blocks; block++) {
      SwarmPeer sender = active.source(block);
      if (sender != null) {
        sender.onParole = true;
      }
    }
  }

  /** Blocks do not match hashes of their own: whoever sent one is guilty, and nobody else. */
  void blocksFailed(int piece, int first, int end) {
    for (int block = first; block < end; block++) {
      SwarmPeer sender = picker.discard(piece, block);
      if (sender != null) {
        ban(sender);
      }
    }
  }

  void verified(int piece, long[] digests) {
    ActivePiece active = picker.active(piece);
    if (active != null) {
      SwarmPeer only = active.onlySource();
      if (only != null) {
        only.onParole = false;
      }
    }
    if (digests != null) {
      smartBan.guilty(piece, digests).forEach(this::ban);
    }
  }

  private void ban(SwarmPeer peer) {
    InetAddress address = peer.address.getAddress();
    bans.add(address);
    out.drop(peer, DropReason.CORRUPT_DATA);
    for (int i = 0; i < peers.size(); i++) {
      if (Bans.ends(address, peers.at(i).address.getAddress())) {
        out.drop(peers.at(i), DropReason.CORRUPT_DATA);
      }
    }
  }
}
