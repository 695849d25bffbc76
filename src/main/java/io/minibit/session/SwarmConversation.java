package io.minibit.session;

import io.minibit.swarm.DropReason;
import io.minibit.swarm.Swarm;
import io.minibit.swarm.SwarmActions;
import io.minibit.wire.ByteString;
import io.minibit.wire.LtDontHave;
import io.minibit.wire.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.IntSupplier;

/**
 * Says to peers what the swarm wants said. Knows which connection each of the swarm's handles
 * stands for. Confined to the peer's context.
 */
final class SwarmConversation implements SwarmActions {
  private final int pieceCount;
  private final BlockReader reader;
  private final Runnable complete;
  private final List<PeerLink> byHandle = new ArrayList<>();

  /** The one that the swarm is taking in, which greets it before anybody knows its handle. */
  private PeerLink joining;

  /**
   * With nobody.
   *
   * @param reader fetches the blocks that are sent
   * @param complete run when every wanted piece is verified
   */
  SwarmConversation(int pieceCount, BlockReader reader, Runnable complete) {
    this.pieceCount = pieceCount;
    this.reader = reader;
    this.complete = complete;
  }

  /** Those in the swarm. */
  List<PeerLink> links() {
    return byHandle.stream().filter(Objects::nonNull).toList();
  }

  /**
   * Has the swarm take in a connection.
   *
   * @param join gives the handle, or {@link Swarm#REFUSED}
   * @return whether it did
   */
  boolean join(PeerLink link, IntSupplier join) {
    joining = link;
    int handle = join.getAsInt();
    joining = null;
    if (handle != Swarm.REFUSED && link.handle() == PeerLink.NO_HANDLE) {
      bind(link, handle);
    }
    return handle != Swarm.REFUSED;
  }

  private void bind(PeerLink link, int handle) {
    while (byHandle.size() <= handle) {
      byHandle.add(null);
    }
    byHandle.set(handle, link);
    link.bind(handle);
  }

  /** The connection has ended. */
  void unbind(PeerLink link) {
    byHandle.set(link.handle(), null);
    link.unbind();
  }

  private PeerLink link(int peer) {
    PeerLink link = peer < byHandle.size() ? byHandle.get(peer) : null;
    if (link == null && joining != null) {
      link = joining;
      bind(link, peer);
    }
    return link;
  }

  private void say(int peer, PeerMessage message) {
    link(peer).send(message);
  }

  @Override
  public void request(int peer, int piece, int begin, int length) {
    say(peer, new PeerMessage.Request(piece, begin, length));
  }

  @Override
  public void cancel(int peer, int piece, int begin, int length) {
    say(peer, new PeerMessage.Cancel(piece, begin, length));
  }

  @Override
  public void upload(int peer, int piece, int begin, int length) {
    reader.read(link(peer), piece, begin, length);
  }

  @Override
  public void reject(int peer, int piece, int begin, int length) {
    say(peer, new PeerMessage.Reject(piece, begin, length));
  }

  @Override
  public void have(int peer, int piece) {
    say(peer, new PeerMessage.Have(piece));
  }

  @Override
  public void dontHave(int peer, int piece) {
    PeerLink link = link(peer);
    OptionalInt id = link.theirId(LtDontHave.NAME);
    if (id.isPresent()) {
      link.send(new LtDontHave(piece).toMessage(id.getAsInt()));
    }
  }

  @Override
  public void bitfield(int peer, byte[] bits) {
    PeerLink link = link(peer);
    if (!link.saidHaveNone()) {
      link.send(new PeerMessage.Bitfield(ByteString.of(bits)));
      return;
    }
    // The opening word is spent; what we have is said piece by piece.
    for (int piece = 0; piece < pieceCount; piece++) {
      if ((bits[piece >> 3] & 0x80 >> (piece & 7)) != 0) {
        link.send(new PeerMessage.Have(piece));
      }
    }
  }

  @Override
  public void haveAll(int peer) {
    PeerLink link = link(peer);
    if (!link.saidHaveNone()) {
      link.send(new PeerMessage.HaveAll());
      return;
    }
    for (int piece = 0; piece < pieceCount; piece++) {
      link.send(new PeerMessage.Have(piece));
    }
  }

  @Override
  public void haveNone(int peer) {
    PeerLink link = link(peer);
    if (!link.saidHaveNone()) {
      link.send(new PeerMessage.HaveNone());
    }
  }

  @Override
  public void allowedFast(int peer, int piece) {
    say(peer, new PeerMessage.AllowedFast(piece));
  }

  @Override
  public void suggest(int peer, int piece) {
    say(peer, new PeerMessage.SuggestPiece(piece));
  }

  @Override
  public void choke(int peer) {
    say(peer, new PeerMessage.Choke());
  }

  @Override
  public void unchoke(int peer) {
    say(peer, new PeerMessage.Unchoke());
  }

  @Override
  public void interested(int peer) {
    say(peer, new PeerMessage.Interested());
  }

  @Override
  public void notInterested(int peer) {
    say(peer, new PeerMessage.NotInterested());
  }

  @Override
  public void keepAlive(int peer) {
    say(peer, new PeerMessage.KeepAlive());
  }

  @Override
  public void drop(int peer, DropReason reason) {
    PeerLink link = link(peer);
    unbind(link);
    link.drop(reason);
  }

  @Override
  public void verify(int piece) {
    // The store hashed the blocks on their way, and says what came of it by itself.
  }

  @Override
  public void complete() {
    complete.run();
  }
}
