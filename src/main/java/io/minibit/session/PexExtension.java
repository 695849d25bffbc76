package io.minibit.session;

import io.minibit.wire.ByteString;
import io.minibit.wire.UtPex;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The peer exchange of a torrent on its connections (BEP 11), unless the torrent is private (BEP
 * 27). Confined to the peer's context.
 */
final class PexExtension implements PeerExtension {
  private static final int UPLOAD_ONLY = 0x02;
  private static final int REACHABLE = 0x10;

  private final PeerResources peer;
  private final PeerExchange<PeerLink> exchange;
  private boolean isPrivate;

  /**
   * Listens, and tells nothing until the torrent is {@link #known}.
   *
   * @param found takes addresses that peers told of
   */
  PexExtension(PeerResources peer, Consumer<Collection<InetSocketAddress>> found) {
    this.peer = peer;
    exchange = new PeerExchange<>(PexExtension::send, found);
  }

  private static void send(PeerLink link, UtPex message) {
    link.theirId(UtPex.NAME).ifPresent(id -> link.send(message.toMessage(id)));
  }

  /** It is known whether the torrent is private. */
  void known(boolean privateTorrent) {
    isPrivate = privateTorrent;
    if (!isPrivate) {
      exchange.permit();
    }
  }

  @Override
  public String name() {
    return UtPex.NAME;
  }

  @Override
  public boolean isOffered() {
    return !isPrivate;
  }

  @Override
  public void introduced(PeerLink link) {
    if (link.isByAlias()) {
      // Those it would be told of do not know that name, nor those that would be told of it.
      return;
    }
    if (link.theirId(UtPex.NAME).isPresent()) {
      exchange.wants(link, link.remote(), peer.now());
    } else {
      exchange.declines(link);
    }
    int flags = (link.isUploadOnly() ? UPLOAD_ONLY : 0) | (link.dialled() ? REACHABLE : 0);
    link.listensAt()
        .ifPresent(address -> exchange.connected(link, new UtPex.Added(address, flags)));
  }

  @Override
  public void message(PeerLink link, ByteString payload) {
    UtPex told = UtPex.read(payload);
    if (!link.isByAlias()) {
      exchange.heard(link, link.remote(), told, peer.now());
    }
  }

  @Override
  public void left(PeerLink link) {
    exchange.left(link);
  }

  @Override
  public void tick() {
    exchange.tick(peer.now());
  }
}
