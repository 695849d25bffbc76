package io.minibit.session;

import io.minibit.metainfo.PeerId;
import io.minibit.metainfo.Torrent;
import io.minibit.transport.DialException;
import io.minibit.transport.DialHandler;
import io.minibit.transport.Payload;
import io.minibit.transport.PeerConnection;
import io.minibit.transport.PeerHandler;
import io.minibit.wire.Capabilities;
import io.minibit.wire.ExtensionHandshake;
import io.minibit.wire.Handshake;
import io.minibit.wire.PeerMessage;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A peer that asks for the longest blocks that it may, as soon as it may, and reads none of them.
 * Dials as its dialer says.
 */
final class SilentPeer implements DialHandler, PeerHandler {
  /** What a node serves without having said so. */
  private static final int UNSAID = 128 * 1024;

  private final Torrent torrent;
  private final int bytes;
  private final Runnable asked;
  private PeerConnection connection;
  private int length = UNSAID;

  /**
   * A peer that was not dialled yet.
   *
   * @param bytes that it asks for
   * @param asked run when it has
   */
  SilentPeer(Torrent torrent, int bytes, Runnable asked) {
    this.torrent = torrent;
    this.bytes = bytes;
    this.asked = asked;
  }

  /** Names the torrent and a peer that nobody else is. */
  static Handshake handshake(Torrent torrent, int number) {
    byte[] chance = new byte[PeerId.CHANCE_LENGTH];
    new SplittableRandom(number).nextBytes(chance);
    return new Handshake(Capabilities.OURS, torrent.hashes().id(), PeerId.ours(chance));
  }

  @Override
  public void connected(PeerConnection dialled) {
    connection = dialled;
    connection.handler(this);
    connection.send(
        new ExtensionHandshake(
                new TreeMap<>(),
                "",
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.of(RequestLengths.MOST),
                OptionalInt.empty(),
                false)
            .toMessage());
    connection.send(new PeerMessage.HaveNone());
    connection.send(new PeerMessage.Interested());
  }

  @Override
  public void message(PeerMessage message) {
    if (message instanceof PeerMessage.Extended extended
        && extended.id() == ExtensionHandshake.ID) {
      ExtensionHandshake theirs = ExtensionHandshake.read(extended.payload());
      length = Math.max(length, theirs.largestRequest().orElse(0));
    } else if (message instanceof PeerMessage.Unchoke) {
      connection.pauseReading();
      int pieceLength = torrent.pieces().length(0);
      for (int at = 0; at < bytes; at += length) {
        int piece = at / pieceLength % torrent.pieces().pieceCount();
        connection.send(new PeerMessage.Request(piece, at % pieceLength, length));
      }
      asked.run();
    }
  }

  @Override
  public void block(int piece, int begin, Payload payload) {
    payload.release();
  }

  @Override
  public void closed(Throwable cause) {}

  @Override
  public void failed(DialException cause) {
    throw new AssertionError(cause);
  }
}
