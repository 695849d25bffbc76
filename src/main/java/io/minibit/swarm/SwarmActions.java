package io.minibit.swarm;

/**
 * What a {@link Swarm} wants done. Called from within its methods, on its owner's thread; an
 * implementation must not call back into the swarm from here. Peers are the handles that {@link
 * Swarm#join} gave; begin and length are bytes within a piece.
 */
public interface SwarmActions {
  /** Ask the peer for data. */
  void request(int peer, int piece, int begin, int length);

  /** Tell the peer that an earlier request need not be answered. */
  void cancel(int peer, int piece, int begin, int length);

  /** Read the data from disk and send it; report {@link Swarm#uploaded} when it has left. */
  void upload(int peer, int piece, int begin, int length);

  /** Tell the peer that its request will not be answered (BEP 6). */
  void reject(int peer, int piece, int begin, int length);

  /** Tell the peer that we have a piece. */
  void have(int peer, int piece);

  /** Tell the peer that we lost a piece (BEP 54). */
  void dontHave(int peer, int piece);

  /** Open the conversation with these pieces, as they stand in the message (BEP 3). */
  void bitfield(int peer, byte[] bits);

  /** Open the conversation with all pieces (BEP 6). */
  void haveAll(int peer);

  /** Open the conversation with no piece (BEP 6). */
  void haveNone(int peer);

  /** Tell the peer of a piece that it may ask for while choked (BEP 6). */
  void allowedFast(int peer, int piece);

  /** Tell the peer which piece it had best fetch next (BEP 6). */
  void suggest(int peer, int piece);

  /** Choke the peer. */
  void choke(int peer);

  /** Unchoke the peer. */
  void unchoke(int peer);

  /** Tell the peer that it has something that we want. */
  void interested(int peer);

  /** Tell the peer that it has nothing that we want. */
  void notInterested(int peer);

  /** Send an empty message. */
  void keepAlive(int peer);

  /**
   * End the connection. The swarm has already forgotten the peer: {@link Swarm#left} need not be
   * called, and the handle is given to the next that joins.
   */
  void drop(int peer, DropReason reason);

  /** All blocks of the piece are stored: hash it, then report what came of it. */
  void verify(int piece);

  /** Every wanted piece is verified. May come again after pieces were lost or wanted anew. */
  void complete();
}
