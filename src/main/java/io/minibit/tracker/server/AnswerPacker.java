package io.minibit.tracker.server;

import io.minibit.tracker.protocol.AddressPairs;
import io.minibit.tracker.protocol.LookupAnswer;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SeedersAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Fits answers into the {@link SeedersAnswer#MAX_BYTES} bytes that old clients read. What does not
 * fit is left out by chance, so that the load spreads over all seeders.
 */
final class AnswerPacker {
  /** Bytes of {@code {"contents":[],"old":[]}}. */
  private static final int LOOKUP_FRAME_BYTES = 24;

  /** Kept for old seeders, so that a crowd of contents cannot hide that there are any. */
  static final int OLD_SHARE_BYTES = 256;

  private final RandomGenerator random;

  AnswerPacker(RandomGenerator random) {
    this.random = random;
  }

  SeedersAnswer pack(List<PeerAddress> seeders) {
    return new SeedersAnswer(choose(seeders, SeedersAnswer.MAX_BYTES - "[]".length()));
  }

  /** The contents with most seeders come first and fit first. */
  LookupAnswer pack(List<LookupAnswer.Content> contents, List<PeerAddress> old) {
    int room = SeedersAnswer.MAX_BYTES - LOOKUP_FRAME_BYTES;
    int contentRoom = room - Math.min(OLD_SHARE_BYTES, bytes(old));
    List<LookupAnswer.Content> ranked = new ArrayList<>(contents);
    ranked.sort(Comparator.comparingInt(LookupAnswer.Content::seeders).reversed());
    List<LookupAnswer.Content> packed = new ArrayList<>();
    int used = 0;
    for (LookupAnswer.Content content : ranked) {
      int after = used + content.bytes() + (packed.isEmpty() ? 0 : 1);
      if (after > contentRoom) {
        break;
      }
      packed.add(content);
      used = after;
    }
    return new LookupAnswer(packed, choose(old, room - used));
  }

  /** All in their order when they fit, else as many as fit of a shuffled deck. */
  private List<PeerAddress> choose(List<PeerAddress> peers, int room) {
    if (bytes(peers) <= room) {
      return peers;
    }
    List<PeerAddress> deck = new ArrayList<>(peers);
    List<PeerAddress> chosen = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < deck.size(); i++) {
      PeerAddress drawn = deck.set(random.nextInt(i, deck.size()), deck.get(i));
      used += AddressPairs.bytes(drawn) + (chosen.isEmpty() ? 0 : 1);
      if (used > room) {
        break;
      }
      chosen.add(drawn);
    }
    return chosen;
  }

  private static int bytes(List<PeerAddress> peers) {
    int commas = Math.max(0, peers.size() - 1);
    return peers.stream().mapToInt(AddressPairs::bytes).sum() + commas;
  }
}
