package io.minibit.session;

import io.minibit.metainfo.PeerId;
import io.minibit.swarm.DropReason;
import io.minibit.transport.FilePart;
import io.minibit.transport.OutgoingBlocks;
import io.minibit.transport.Payload;
import io.minibit.transport.PeerConnection;
import io.minibit.transport.PeerHandler;
import io.minibit.wire.Capabilities.Capability;
import io.minibit.wire.ExtensionHandshake;
import io.minibit.wire.PeerMessage;
import io.minibit.wire.WireException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One connection of one torrent: what the peer says goes to the extensions or to the swarm, or is
 * kept for it while there is none yet.
 */
final class PeerLink implements PeerHandler {
  /** The handle of a link that is not in the swarm. */
  static final int NO_HANDLE = -1;

  private final PeerConnection connection;
  private final PeerLinks owner;
  private final Map<String, Integer> theirIds = new HashMap<>();
  private EarlyWords early = new EarlyWords();
  private LiveSwarm live;
  private int handle = NO_HANDLE;
  private boolean introduced;
  private boolean uploadOnly;
  private String client = "";
  private OptionalInt listenPort = OptionalInt.empty();
  private OptionalInt metadataSize = OptionalInt.empty();
  private OptionalInt requestQueue = OptionalInt.empty();
  private final RequestLengths lengths;
  private DropReason dropped;
  private boolean saidHaveNone;
  private boolean open = true;

  /** Blocks under way from the disk to the socket, for the budget. */
  private long uploading;

  /** What its socket had taken when it last took enough. */
  private long taken;

  PeerLink(PeerConnection connection, PeerLinks owner) {
    this.connection = connection;
    this.owner = owner;
    lengths = new RequestLengths(connection.ciphered());
  }

  /** Begins the conversation, before anything is known of the pieces. */
  void introduce(ExtensionHandshake ours) {
    if (connection.theirs().capabilities().has(Capability.EXTENDED)) {
      connection.send(ours.toMessage());
    }
  }

  /** Both ends have the fast extension (BEP 6); ours always does. */
  boolean isFast() {
    return connection.theirs().capabilities().has(Capability.FAST);
  }

  /**
   * Whether it may be asked for hashes (BEP 52): it came by the v2 hash, or says that it speaks v2.
   */
  boolean speaksV2() {
    return owner.isV2(connection.theirs().infoHash())
        || connection.theirs().capabilities().has(Capability.V2_UPGRADE);
  }

  /** Whether the peer may know the torrent by no other name than its alias. */
  boolean isByAlias() {
    return owner.isAlias(connection.theirs().infoHash())
        && !connection.theirs().capabilities().has(Capability.V2_UPGRADE);
  }

  /** Whether the connection is not behind with what it has to send. */
  boolean takesMore() {
    return connection.isWritable();
  }

  PeerId id() {
    return connection.theirs().peerId();
  }

  /** What program it says that it is, as it came; empty while it has not said. */
  String client() {
    return client;
  }

  boolean encrypted() {
    return connection.encrypted();
  }

  /** Whether what is sent is encrypted, so that its bytes must be at hand. */
  boolean ciphered() {
    return connection.ciphered();
  }

  boolean dialled() {
    return connection.dialled();
  }

  InetSocketAddress remote() {
    return connection.remote();
  }

  /** The canonical priority of the connection (BEP 40), to be compared as unsigned. */
  int priority() {
    return owner.priority(remote());
  }

  /** Where it accepts connections, as far as that is known. */
  Optional<InetSocketAddress> listensAt() {
    if (dialled()) {
      return Optional.of(remote());
    }
    return listenPort.isPresent()
        ? Optional.of(new InetSocketAddress(remote().getAddress(), listenPort.getAsInt()))
        : Optional.empty();
  }

  /** The bytes of the info dictionary, as the peer says. */
  OptionalInt metadataSize() {
    return metadataSize;
  }

  /** How many requests the peer keeps, as it says. */
  OptionalInt requestQueue() {
    return requestQueue;
  }

  /** How long its requests and ours may be. */
  RequestLengths lengths() {
    return lengths;
  }

  /**
   * A block that was asked for has come.
   *
   * @param answers the memory for long ones, of all connections
   * @return whether longer ones may be asked for from now on
   */
  boolean delivered(int length, ByteBudget answers) {
    if (!open || !lengths.delivered(length, answers)) {
      return false;
    }
    connection.limits().block(lengths.asked());
    return true;
  }

  /** Whether the peer says that it wants nothing. */
  boolean isUploadOnly() {
    return uploadOnly;
  }

  /** The id under which the peer wants an extension's messages; empty if it does not. */
  OptionalInt theirId(String extension) {
    Integer id = theirIds.get(extension);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  int handle() {
    return handle;
  }

  boolean isOpen() {
    return open;
  }

  /** Why we ended it; null if we did not. */
  DropReason dropped() {
    return dropped;
  }

  void send(PeerMessage message) {
    connection.send(message);
  }

  /**
   * Sends blocks.
   *
   * @param blocks framed; given away
   * @param left run when the socket has taken them
   */
  void sendBlocks(OutgoingBlocks blocks, Runnable left) {
    connection.sendBlocks(blocks, left);
  }

  /**
   * Sends a block from its file.
   *
   * @param block given away
   * @param left run when the socket has taken it
   */
  void sendBlock(int piece, int begin, FilePart block, Runnable left) {
    connection.sendBlock(piece, begin, block, left);
  }

  /** Counts bytes of blocks that are under way from the disk to the socket. */
  void uploading(long bytes) {
    uploading += bytes;
  }

  /** Bytes of blocks that are under way from the disk to the socket. */
  long uploading() {
    return uploading;
  }

  /** Whether the socket has taken so many bytes of blocks since this was last so. */
  boolean hasTaken(int bytes) {
    long now = connection.takenBytes();
    boolean enough = now - taken >= bytes;
    taken = enough ? now : taken;
    return enough;
  }

  /** The torrent is not ready for pieces: with the fast extension that has to be said. */
  void sayHaveNone() {
    if (isFast()) {
      saidHaveNone = true;
      connection.send(new PeerMessage.HaveNone());
    }
  }

  /** Whether the opening word on our pieces has been spent. */
  boolean saidHaveNone() {
    return saidHaveNone;
  }

  /** From now on the connection is held to this torrent's number of pieces. */
  void pieces(int count) {
    connection.limits().pieces(count);
  }

  /** The swarm knows the peer by this handle from now on. */
  void bind(int newHandle) {
    handle = newHandle;
  }

  /** The swarm has taken it in: all that was said so far is said to the swarm. */
  void joined(LiveSwarm swarm) {
    live = swarm;
    EarlyWords words = early;
    early = null;
    if (introduced) {
      live.introduced(this);
    }
    words.replay(this::deliver);
  }

  /** The swarm has forgotten it. */
  void unbind() {
    handle = NO_HANDLE;
  }

  /** The peer has lost a piece. */
  void dontHave(int piece) {
    if (live != null) {
      live.dontHave(this, piece);
    }
  }

  void pauseReading() {
    connection.pauseReading();
  }

  void resumeReading() {
    connection.resumeReading();
  }

  /** Ends it. */
  void close() {
    connection.close();
  }

  /** Ends it for a reason of ours. */
  void drop(DropReason reason) {
    dropped = reason;
    connection.close();
  }

  /** It sent metadata or hashes that are false: it is ended, and its address not let in again. */
  void lied() {
    owner.lied(this);
  }

  @Override
  public void message(PeerMessage message) {
    if (message instanceof PeerMessage.Extended extended) {
      extended(extended);
    } else if (message instanceof PeerMessage.HashRequest
        || message instanceof PeerMessage.Hashes
        || message instanceof PeerMessage.HashReject) {
      owner.hashes().message(this, message);
    } else {
      deliver(message);
    }
  }

  private void deliver(PeerMessage message) {
    if (live != null) {
      live.message(this, message);
    } else if (!early.add(message)) {
      drop(DropReason.PROTOCOL_ERROR);
    }
  }

  private void extended(PeerMessage.Extended message) {
    try {
      if (message.id() == ExtensionHandshake.ID) {
        introduced(ExtensionHandshake.read(message.payload()));
      } else {
        owner.extension(message.id()).ifPresent(to -> to.message(this, message.payload()));
      }
    } catch (WireException breach) {
      drop(DropReason.PROTOCOL_ERROR);
    }
    if (live != null) {
      live.alive(this);
    }
  }

  private void introduced(ExtensionHandshake theirs) {
    introduced = true;
    uploadOnly = theirs.uploadOnly();
    client = theirs.client().isEmpty() ? client : theirs.client();
    theirs
        .messages()
        .forEach(
            (name, id) -> {
              if (id == 0) {
                theirIds.remove(name);
              } else {
                theirIds.put(name, id);
              }
            });
    listenPort = latest(theirs.listenPort(), listenPort);
    metadataSize = latest(theirs.metadataSize(), metadataSize);
    requestQueue = latest(theirs.requestQueue(), requestQueue);
    theirs.largestRequest().ifPresent(lengths::offered);
    if (live != null) {
      live.introduced(this);
    }
    owner.introduced(this);
  }

  private static OptionalInt latest(OptionalInt said, OptionalInt before) {
    return said.isPresent() ? said : before;
  }

  @Override
  public void block(int piece, int begin, Payload payload) {
    if (live == null) {
      // Nothing can have been asked for.
      payload.release();
      drop(DropReason.UNREQUESTED_DATA);
    } else {
      live.block(this, piece, begin, payload);
    }
  }

  @Override
  public void closed(Throwable cause) {
    open = false;
    owner.closed(this, cause);
  }
}
