package io.minibit.session;

import io.minibit.wire.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a peer said of its pieces and wishes before we knew the torrent well enough to understand
 * it. Bounded: what a later message makes void is forgotten, requests cannot be meant since we have
 * shown nothing, and one that talks on and on is not listened to.
 */
final class EarlyWords {
  /** Some minutes of a busy swarm's haves. */
  static final int MAX_WORDS = 4_096;

  private final List<PeerMessage> words = new ArrayList<>();

  /**
   * Remembers a message.
   *
   * @return false if there are too many
   */
  boolean add(PeerMessage message) {
    if (message instanceof PeerMessage.Request || message instanceof PeerMessage.Cancel) {
      return true;
    }
    if (message instanceof PeerMessage.Bitfield
        || message instanceof PeerMessage.HaveAll
        || message instanceof PeerMessage.HaveNone) {
      words.removeIf(EarlyWords::isOfPieces);
    }
    words.add(message);
    return words.size() <= MAX_WORDS;
  }

  private static boolean isOfPieces(PeerMessage message) {
    return message instanceof PeerMessage.Bitfield
        || message instanceof PeerMessage.HaveAll
        || message instanceof PeerMessage.HaveNone
        || message instanceof PeerMessage.Have;
  }

  /** Says all of it again, in order. */
  void replay(Consumer<PeerMessage> listener) {
    words.forEach(listener);
  }
}
