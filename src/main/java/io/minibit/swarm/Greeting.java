package io.minibit.swarm;

import java.util.Arrays;

/** Opens the conversation with a peer: what we have, and what it may ask for while choked. */
final class Greeting {
  private final byte[] infoHash;
  private final Bitfield have;
  private final PiecePicker picker;
  private final Choker choker;
  private final Outbox out;

  Greeting(byte[] infoHash, Bitfield have, PiecePicker picker, Choker choker, Outbox out) {
    this.infoHash = infoHash;
    this.have = have;
    this.picker = picker;
    this.choker = choker;
    this.out = out;
  }

  /** Tells all that we have. */
  void greet(SwarmPeer peer) {
    if (peer.fast && have.isFull()) {
      out.to(peer).haveAll(peer.handle);
    } else if (have.count() > 0) {
      out.to(peer).bitfield(peer.handle, have.toMessage());
    } else {
      claimNothing(peer);
    }
    if (peer.fast && !choker.hasFreeSlot()) {
      allowFast(peer);
    }
  }

  /** Says that we have nothing, as far as that needs saying. */
  void claimNothing(SwarmPeer peer) {
    if (peer.fast) {
      out.to(peer).haveNone(peer.handle);
    }
  }

  /**
   * Only what others have too: peers of one network all get the same set, and would all fetch it
   * from a lone seed before anything else.
   */
  private void allowFast(SwarmPeer peer) {
    int[] set =
        AllowedFast.pieces(peer.address.getAddress(), infoHash, have.size(), AllowedFast.SET_SIZE);
    peer.allowedToIt =
        Arrays.stream(set)
            .filter(piece -> have.get(piece) && picker.availability(piece) > 0)
            .toArray();
    for (int piece : peer.allowedToIt) {
      out.to(peer).allowedFast(peer.handle, piece);
    }
  }
}
