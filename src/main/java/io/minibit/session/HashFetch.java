package io.minibit.session;

import io.minibit.metainfo.InfoDictionary;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.MerkleTree;
import io.minibit.metainfo.PieceLayers;
import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fetches the piece layers that an info dictionary alone does not tell (BEP 52), in parts of at
 * most 512 hashes, each proved against its file's root before it is kept. Who sends what proves
 * nothing has lied; who is late or refuses is left alone for a while.
 *
 * <p>Decides only; what it wants done goes to its {@link Owner}, and time in nanoseconds is passed
 * in. Not safe for threads.
 *
 * @param <P> a peer, by identity
 */
final class HashFetch<P> {
  /** Requests waiting at one peer: 128 KiB under way. */
  static final int PIPELINE = 8;

  private static final int HASH = InfoHash.V2_LENGTH;

  /** Whoever wants the layers. */
  interface Owner<P> {
    /** To be sent. */
    void request(P peer, HashRange range);

    /**
     * All layers are there, each proved against its root; nothing more is asked for.
     *
     * @param layers by file
     */
    void complete(Map<Integer, byte[]> layers);

    /** That peer sent hashes that are false. It has been forgotten here. */
    void lied(P peer);
  }

  private final InfoDictionary info;
  private final Owner<P> owner;
  private final LayerCursor cursor;
  private final Deque<LayerCursor.Part> again = new ArrayDeque<>();
  private final Map<P, AskedPeer<HashRange>> peers = new LinkedHashMap<>();
  private final Map<HashRange, LayerCursor.Part> asked = new HashMap<>();

  /** By root. */
  private final Map<ByteString, byte[]> layers = new HashMap<>();

  private LayerCursor.Part next;

  /**
   * Nothing is asked for before peers come.
   *
   * @param known what need not be fetched; not complete
   */
  HashFetch(InfoDictionary info, PieceLayers known, Owner<P> owner) {
    this.info = info;
    this.owner = owner;
    cursor = new LayerCursor(info, known);
    next = cursor.next();
  }

  /** There is a peer that speaks v2. */
  void joined(P peer, long now) {
    peers.putIfAbsent(peer, new AskedPeer<>());
    ask(now);
  }

  /** A peer's connection has ended. */
  void left(P peer, long now) {
    AskedPeer<HashRange> known = peers.remove(peer);
    if (known != null) {
      release(known);
      ask(now);
    }
  }

  /** Hashes came; those that were not asked for are no use. */
  void hashes(P peer, PeerMessage.Hashes message, long now) {
    AskedPeer<HashRange> known = peers.get(peer);
    if (known == null || known.outstanding().remove(message.range()) == null) {
      return;
    }
    LayerCursor.Part part = asked.remove(message.range());
    byte[] answer = message.hashes().toBytes();
    if (!proves(part, answer)) {
      again.add(part);
      peers.remove(peer);
      release(known);
      owner.lied(peer);
    } else {
      known.succeeded();
      keep(part, answer);
    }
    ask(now);
    if (next == null && again.isEmpty() && asked.isEmpty()) {
      owner.complete(byFile());
    }
  }

  /** A request was refused: most likely the peer does not have the layer either. */
  void rejected(P peer, HashRange range, long now) {
    AskedPeer<HashRange> known = peers.get(peer);
    if (known != null && known.outstanding().containsKey(range)) {
      known.refused(now);
      release(known);
      ask(now);
    }
  }

  /** Time goes on; to be called every second or more often. */
  void tick(long now) {
    for (AskedPeer<HashRange> peer : peers.values()) {
      if (peer.isLate(now)) {
        peer.failed(now);
        release(peer);
      }
    }
    ask(now);
  }

  /** An answer of another length would prove nodes of another layer. */
  private boolean proves(LayerCursor.Part part, byte[] answer) {
    HashRange range = part.range();
    return answer.length == part.answerLength() * HASH
        && MerkleTree.proves(range.piecesRoot().toBytes(), range.index(), range.length(), answer);
  }

  private void keep(LayerCursor.Part part, byte[] answer) {
    byte[] layer =
        layers.computeIfAbsent(part.range().piecesRoot(), fresh -> new byte[part.pieces() * HASH]);
    System.arraycopy(answer, 0, layer, part.range().index() * HASH, part.hashes() * HASH);
  }

  private Map<Integer, byte[]> byFile() {
    Map<Integer, byte[]> byFile = new TreeMap<>();
    for (int i = 0; i < info.files().size(); i++) {
      int file = i;
      info.files()
          .get(file)
          .piecesRoot()
          .map(root -> layers.get(ByteString.of(root)))
          .ifPresent(layer -> byFile.put(file, layer));
    }
    return byFile;
  }

  private void ask(long now) {
    peers.forEach(
        (peer, known) -> {
          while (known.mayBeAsked(now)
              && known.outstanding().size() < PIPELINE
              && (next != null || !again.isEmpty())) {
            LayerCursor.Part part = take();
            asked.put(part.range(), part);
            known.ask(part.range(), now);
            owner.request(peer, part.range());
          }
        });
  }

  private LayerCursor.Part take() {
    if (!again.isEmpty()) {
      return again.poll();
    }
    LayerCursor.Part part = next;
    next = cursor.next();
    return part;
  }

  /** Gives back all that a peer was asked for. */
  private void release(AskedPeer<HashRange> peer) {
    peer.outstanding().keySet().forEach(range -> again.add(asked.remove(range)));
    peer.outstanding().clear();
  }
}
