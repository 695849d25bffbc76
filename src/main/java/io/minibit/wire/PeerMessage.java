package io.minibit.wire;

import io.netty.buffer.ByteBuf;

/**
 * What peers say after the handshake. Integers of the wire that are unsigned there and do not fit
 * an {@code int} never get this far.
 */
public sealed interface PeerMessage {
  /** Says nothing, so that nobody hangs up (BEP 3). */
  record KeepAlive() implements PeerMessage {}

  /** Requests are not answered from now on (BEP 3). */
  record Choke() implements PeerMessage {}

  /** Requests are answered from now on (BEP 3). */
  record Unchoke() implements PeerMessage {}

  /** The receiver has something that the sender wants (BEP 3). */
  record Interested() implements PeerMessage {}

  /** The receiver has nothing that the sender wants (BEP 3). */
  record NotInterested() implements PeerMessage {}

  /** The sender has one more piece (BEP 3). */
  record Have(int piece) implements PeerMessage {}

  /**
   * Which pieces the sender has (BEP 3).
   *
   * @param bits from the highest bit of the first byte on
   */
  record Bitfield(ByteString bits) implements PeerMessage {}

  /** Wants a block (BEP 3). */
  record Request(int piece, int begin, int length) implements PeerMessage {}

  /**
   * A block (BEP 3).
   *
   * @param block its bytes, often a slice of what was read from the socket; whoever gets the
   *     message releases it
   */
  record Block(int piece, int begin, ByteBuf block) implements PeerMessage {}

  /** Does not want a block any more (BEP 3). */
  record Cancel(int piece, int begin, int length) implements PeerMessage {}

  /** Where the sender's DHT node listens, on UDP (BEP 5). */
  record Port(int port) implements PeerMessage {}

  /** The receiver might like to download that piece (BEP 6). */
  record SuggestPiece(int piece) implements PeerMessage {}

  /** The sender has all pieces (BEP 6). */
  record HaveAll() implements PeerMessage {}

  /** The sender has no piece (BEP 6). */
  record HaveNone() implements PeerMessage {}

  /** That request will not be answered with a block (BEP 6). */
  record Reject(int piece, int begin, int length) implements PeerMessage {}

  /** That piece may be asked for even while choked (BEP 6). */
  record AllowedFast(int piece) implements PeerMessage {}

  /**
   * A message of the extension protocol (BEP 10).
   *
   * @param id 0 is the handshake; others are of the receiver's choosing
   * @param payload all behind the id
   */
  record Extended(int id, ByteString payload) implements PeerMessage {}

  /** Wants hashes of a file's merkle tree (BEP 52). */
  record HashRequest(HashRange range) implements PeerMessage {}

  /**
   * Hashes of a file's merkle tree, then the uncles up to the root (BEP 52).
   *
   * @param hashes 32 bytes each
   */
  record Hashes(HashRange range, ByteString hashes) implements PeerMessage {}

  /** That request for hashes will not be answered (BEP 52). */
  record HashReject(HashRange range) implements PeerMessage {}
}
