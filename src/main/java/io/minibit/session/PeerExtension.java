package io.minibit.session;

import io.minibit.wire.ByteString;

/**
 * One message of the extension protocol (BEP 10), for all connections of a torrent. Its place in
 * the torrent's list is the id under which we want it.
 */
interface PeerExtension {
  /** The name in the extension handshake. */
  String name();

  /** Whether peers are told that we speak it; it may be turned off while connections last. */
  default boolean isOffered() {
    return true;
  }

  /** The peer's extension handshake has come, or has come again; it may or may not name this. */
  default void introduced(PeerLink link) {}

  /**
   * The peer sent one.
   *
   * @throws io.minibit.wire.WireException if it makes no sense, which ends the connection
   */
  void message(PeerLink link, ByteString payload);

  /** The connection has ended. */
  default void left(PeerLink link) {}

  /** Time goes on: called about twice a second. */
  default void tick() {}
}
