package io.minibit.session;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.MerkleTree;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Fetches the hashes of single blocks (BEP 52) of pieces that came out bad, so that the next bad
 * block shows by itself and before all others of its piece. A few peers are asked, one after the
 * other; without an answer the piece is judged as a whole, as before.
 *
 * <p>Decides only, but for {@link Owner}; time in nanoseconds is passed in. Not safe for threads.
 *
 * @param <P> a peer, by identity
 */
final class LeafFetch<P> {
  /** Pieces that are asked for at a time; of a swarm full of liars the rest goes without. */
  static final int MAX_PIECES = 16;

  /** Peers that are asked for one piece: a liar may be the first of them. */
  static final int MAX_ASKED = 4;

  /** Whoever wants the hashes. */
  interface Owner<P> {
    /** To be sent. */
    void request(P peer, HashRange range);

    /**
     * Takes hashes, if they prove themselves.
     *
     * @return whether they did
     */
    Future<Boolean> learn(int piece, byte[] leaves);

    /** That peer sent hashes that are false. */
    void lied(P peer);
  }

  private final Torrent torrent;
  private final Owner<P> owner;
  private final RandomGenerator random;
  private final Map<HashRange, Question> asked = new HashMap<>();

  LeafFetch(Torrent torrent, RandomGenerator random, Owner<P> owner) {
    this.torrent = torrent;
    this.random = random;
    this.owner = owner;
  }

  private final class Question {
    final int piece;
    final Deque<P> others;
    P peer;
    long deadline;

    Question(int piece, Deque<P> others) {
      this.piece = piece;
      this.others = others;
    }
  }

  /** A piece came out bad. */
  void suspect(int piece, Collection<P> peers, long now) {
    HashRange range = leaves(piece);
    if (range == null || asked.size() == MAX_PIECES || asked.containsKey(range)) {
      return;
    }
    List<P> all = new ArrayList<>(peers);
    Collections.rotate(all, all.isEmpty() ? 0 : random.nextInt(all.size()));
    Deque<P> few = new ArrayDeque<>(all.subList(0, Math.min(MAX_ASKED, all.size())));
    Question question = new Question(piece, few);
    asked.put(range, question);
    next(range, question, now);
  }

  private void next(HashRange range, Question question, long now) {
    question.peer = question.others.poll();
    if (question.peer == null) {
      asked.remove(range);
      return;
    }
    question.deadline = now + AskedPeer.TIMEOUT;
    owner.request(question.peer, range);
  }

  /** Hashes came; those that were not asked for are no use. */
  void hashes(P peer, PeerMessage.Hashes message, long now) {
    HashRange range = message.range();
    Question question = asked.get(range);
    if (question == null || question.peer != peer) {
      return;
    }
    int blocks = torrent.pieces().blockCount(question.piece);
    byte[] answer = message.hashes().toBytes();
    if (answer.length < blocks * InfoHash.V2_LENGTH) {
      lied(range, question, now);
      return;
    }
    question.deadline = Long.MAX_VALUE;
    owner
        .learn(question.piece, Arrays.copyOf(answer, blocks * InfoHash.V2_LENGTH))
        .onComplete(
            learned -> {
              if (learned.succeeded() && !learned.result()) {
                lied(range, question, now);
              } else {
                asked.remove(range);
              }
            });
  }

  private void lied(HashRange range, Question question, long now) {
    P liar = question.peer;
    next(range, question, now);
    owner.lied(liar);
  }

  /** A request was refused. */
  void rejected(P peer, HashRange range, long now) {
    Question question = asked.get(range);
    if (question != null && question.peer == peer && question.deadline != Long.MAX_VALUE) {
      next(range, question, now);
    }
  }

  /** A peer's connection has ended. */
  void left(P peer, long now) {
    List.copyOf(asked.entrySet())
        .forEach(
            entry -> {
              Question question = entry.getValue();
              question.others.remove(peer);
              if (question.peer == peer && question.deadline != Long.MAX_VALUE) {
                next(entry.getKey(), question, now);
              }
            });
  }

  /** Time goes on; to be called every second or more often. */
  void tick(long now) {
    List.copyOf(asked.entrySet())
        .forEach(
            entry -> {
              if (entry.getValue().deadline <= now) {
                next(entry.getKey(), entry.getValue(), now);
              }
            });
  }

  /** What to ask for; null where a piece is one block, or has more than one message may hold. */
  private HashRange leaves(int piece) {
    PieceGeometry pieces = torrent.pieces();
    int blocks = pieces.blockCount(piece);
    int width = 1 << MerkleTree.heightOver(blocks);
    if (blocks < 2 || width > HashOffer.MAX_LENGTH) {
      return null;
    }
    int file = pieces.fileAt(piece);
    int index =
        (piece - pieces.firstPiece(file)) * (pieces.pieceLength() / PieceGeometry.BLOCK_LENGTH);
    return torrent
        .files()
        .get(file)
        .piecesRoot()
        .map(root -> new HashRange(ByteString.of(root), 0, index, width, 0))
        .orElse(null);
  }
}
