package io.minibit.transport;

import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.minibit.wire.TorrentKeys;
import java.net.InetSocketAddress;

/** Decides about peers that dial this node. All is called on the listener's context. */
public interface IncomingPeers {
  /** Where only names are answered: hangs up on all who open with a handshake. */
  static IncomingPeers none() {
    return new IncomingPeers() {
      private final TorrentKeys keys = new TorrentKeys();

      @Override
      public Handshake answer(Handshake theirs, InetSocketAddress remote) {
        return null;
      }

      @Override
      public void connected(PeerConnection connection) {
        throw new IllegalStateException("no handshake was answered");
      }

      @Override
      public TorrentKeys keys() {
        return keys;
      }

      @Override
      public EncryptionPolicy encryption() {
        return EncryptionPolicy.OFF;
      }
    };
  }

  /**
   * A peer named a torrent.
   *
   * @return what to answer; null to hang up without a word
   */
  Handshake answer(Handshake theirs, InetSocketAddress remote);

  /** Both handshakes are done. A {@link PeerConnection#handler} is to be set before returning. */
  void connected(PeerConnection connection);

  /** The torrents that encrypted connections may be for. */
  TorrentKeys keys();

  /** Which connections are accepted. */
  EncryptionPolicy encryption();
}
