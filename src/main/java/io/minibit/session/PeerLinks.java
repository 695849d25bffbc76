package io.minibit.session;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.PeerId;
import io.minibit.metainfo.Torrent;
import io.minibit.swarm.Bans;
import io.minibit.swarm.DropReason;
import io.minibit.swarm.PeerIds;
import io.minibit.swarm.PeerOrigin;
import io.minibit.swarm.SwarmSettings;
import io.minibit.transport.PeerConnection;
import io.minibit.wire.Capabilities;
import io.minibit.wire.Capabilities.Capability;
import io.minibit.wire.ExtensionHandshake;
import io.minibit.wire.Handshake;
import io.minibit.wire.WireException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The connections of one torrent while it runs: lets in whom there is room for, ends those to
 * ourselves and second ones to the same peer, and introduces us. Before the torrent's pieces are
 * known they wait for {@link #live}. Confined to the peer's context.
 */
final class PeerLinks {
  /**
   * Connections of one torrent with one address: people behind one router. libtorrent and others
   * allow a single one. Of the own network and machine there may be as many as there is room for.
   */
  static final int MAX_OF_ADDRESS = 8;

  private final PeerResources peer;
  private final HashExchange merkle;
  private final SwarmSettings settings;
  private final List<PeerExtension> extensions;
  private final Dialling dialling;
  private final Set<PeerLink> links = new LinkedHashSet<>();
  private final Map<PeerId, PeerLink> byId = new HashMap<>();

  /** Addresses of those that sent false metadata or hashes; of pieces the swarm keeps its own. */
  private final Bans liars = new Bans();

  private final InfoHash name;
  private InfoHashes hashes;
  private Optional<InfoHash> alias = Optional.empty();
  private Torrent torrent;
  private LiveSwarm live;
  private boolean closed;

  /**
   * No connections yet.
   *
   * @param torrent null while it is unknown
   * @param extensions that we speak, in the order of their ids from 1 on
   * @param merkle hears of hashes
   */
  PeerLinks(
      PeerResources peer,
      InfoHashes hashes,
      Torrent torrent,
      SwarmSettings settings,
      List<PeerExtension> extensions,
      HashExchange merkle) {
    this.peer = peer;
    this.hashes = hashes;
    name = InfoHash.of(hashes.id().truncated());
    this.torrent = torrent;
    this.settings = settings;
    this.extensions = List.copyOf(extensions);
    this.merkle = merkle;
    dialling = new Dialling(peer, this);
    peer.registry().add(hashes, this);
    if (torrent != null) {
      answerToAlias();
    }
  }

  private void answerToAlias() {
    alias = torrent.info().alias();
    alias.ifPresent(hash -> peer.registry().addAlias(hash, this));
  }

  /** Addresses that somebody told of. */
  void found(Collection<InetSocketAddress> addresses, PeerOrigin origin) {
    dialling.found(addresses, origin);
  }

  /** A tracker says that it sees us there (BEP 24). */
  void seenAs(InetAddress address) {
    dialling.seenAs(address);
  }

  /** The canonical priority of a connection with an address (BEP 40). */
  int priority(InetSocketAddress address) {
    return dialling.priority(address);
  }

  /** The torrent is private: ends what came of addresses that are not from its own sources. */
  void keepOwn() {
    dialling.keepOwn();
    all().stream().filter(link -> !isKnown(link)).forEach(PeerLink::close);
  }

  /** Who comes by itself need not be known; whom we call may have been forgotten meanwhile. */
  private boolean isKnown(PeerLink link) {
    return !link.dialled() || dialling.knows(link.remote());
  }

  /** Lets time pass: calls those whose time has come. */
  void tick() {
    dialling.call();
    extensions.forEach(PeerExtension::tick);
    merkle.tick();
  }

  /** How many more connections would be good to have. */
  int wanted() {
    return settings.maxPeers() - links.size();
  }

  /** How many there are. */
  int size() {
    return links.size();
  }

  /** All of them, as they are now. */
  List<PeerLink> all() {
    return List.copyOf(links);
  }

  /** Whether there is a connection with the peer that listens there. */
  boolean isConnectedTo(InetSocketAddress address) {
    return links.stream().anyMatch(link -> link.listensAt().filter(address::equals).isPresent());
  }

  /** Whether one more may come from there. The swarm may yet end an idle one to take it in. */
  boolean hasRoom(InetSocketAddress remote) {
    return !closed
        && links.size() <= settings.maxPeers()
        && !liars.contains(remote.getAddress())
        && !isCrowded(remote.getAddress())
        && (live == null || !live.isBanned(remote));
  }

  private boolean isCrowded(InetAddress address) {
    return isCrowd(
        address, links.stream().filter(link -> link.remote().getAddress().equals(address)).count());
  }

  /** Whether so many connections with one address are enough. */
  static boolean isCrowd(InetAddress address, long connections) {
    return connections >= MAX_OF_ADDRESS && AddressScope.of(address) == AddressScope.GLOBAL;
  }

  /** What we say first: of a hybrid also that we speak v2 (BEP 52). */
  Handshake handshake(InfoHash infoHash) {
    boolean hybrid = hashes.v1().isPresent() && hashes.v2().isPresent();
    Capabilities promised =
        hybrid ? Capabilities.OURS.with(Capability.V2_UPGRADE) : Capabilities.OURS;
    return new Handshake(promised, infoHash, peer.id());
  }

  /** Whether handshakes name this torrent so. */
  boolean isNamed(InfoHash infoHash) {
    return isV2(infoHash) || hashes.v1().filter(infoHash::equals).isPresent() || isAlias(infoHash);
  }

  /** Whether handshakes name this torrent so where one end has no better name for it. */
  boolean isAlias(InfoHash infoHash) {
    return alias.filter(infoHash::equals).isPresent();
  }

  /** What to call the torrent where this node speaks first. */
  InfoHash name(boolean byAlias) {
    return byAlias ? alias.orElse(name) : name;
  }

  /** Whether handshakes name the v2 half of this torrent so. */
  boolean isV2(InfoHash infoHash) {
    return hashes
        .v2()
        .map(hash -> InfoHash.of(hash.truncated()))
        .filter(infoHash::equals)
        .isPresent();
  }

  /** Who hears of hashes. */
  HashExchange hashes() {
    return merkle;
  }

  /** A connection whose handshakes are over. */
  void connected(PeerConnection connection) {
    PeerLink link = new PeerLink(connection, this);
    connection.handler(link);
    if (!isWelcome(link)) {
      link.close();
      return;
    }
    dialling.callsFrom(connection.local().getAddress());
    links.add(link);
    byId.put(link.id(), link); // The one before it, if any, is on its way out.
    link.introduce(introduction(link, false));
    if (live == null) {
      link.sayHaveNone();
    } else {
      live.join(link);
    }
    // What was said so far had to be first.
    merkle.joined(link);
  }

  private boolean isWelcome(PeerLink link) {
    if (!hasRoom(link.remote()) || !isKnown(link)) {
      return false;
    }
    byte[] ours = peer.id().bytes();
    byte[] theirs = link.id().bytes();
    if (PeerIds.judge(ours, theirs) == PeerIds.Verdict.OURSELVES) {
      if (link.dialled()) {
        dialling.isOurselves(link.remote());
      }
      return false;
    }
    PeerLink other = byId.get(link.id());
    if (other == null) {
      return true;
    }
    PeerIds.Verdict verdict = PeerIds.judgeSecond(ours, theirs, link.dialled(), other.dialled());
    if (verdict == PeerIds.Verdict.END_OLD) {
      other.close();
    }
    return verdict != PeerIds.Verdict.END_NEW;
  }

  /**
   * By an alias no extension is offered: the metadata does not have that hash, and peers that are
   * told of do not know it.
   */
  private ExtensionHandshake introduction(PeerLink link, boolean again) {
    SortedMap<String, Integer> ids = new TreeMap<>();
    for (int i = 0; i < extensions.size() && !link.isByAlias(); i++) {
      if (extensions.get(i).isOffered()) {
        ids.put(extensions.get(i).name(), i + 1);
      } else if (again) {
        ids.put(extensions.get(i).name(), 0);
      }
    }
    return new ExtensionHandshake(
        ids,
        peer.client(),
        OptionalInt.of(peer.listening().getPort()),
        OptionalInt.of(settings.requestQueue()),
        OptionalInt.of(link.lengths().most()),
        torrent == null || link.isByAlias()
            ? OptionalInt.empty()
            : MetadataOffer.size(torrent.info()),
        live != null && live.isSeed());
  }

  /** A peer sent what is false: it is ended, and all else from its address, for good. */
  void lied(PeerLink liar) {
    InetAddress address = liar.remote().getAddress();
    liars.add(address);
    liar.drop(DropReason.CORRUPT_DATA);
    all().stream()
        .filter(link -> link != liar && Bans.ends(address, link.remote().getAddress()))
        .forEach(link -> link.drop(DropReason.CORRUPT_DATA));
  }

  /** The extension for which the peer used that id. */
  Optional<PeerExtension> extension(int id) {
    return id >= 1 && id <= extensions.size()
        ? Optional.of(extensions.get(id - 1))
        : Optional.empty();
  }

  /** The peer's extension handshake has come. */
  void introduced(PeerLink link) {
    extensions.forEach(extension -> extension.introduced(link));
  }

  /** The metadata is known: peers may ask for it from now on, and come by any of its hashes. */
  void known(Torrent found) {
    torrent = found;
    hashes = found.hashes();
    peer.registry().add(hashes, this);
    answerToAlias();
    introduceAgain();
  }

  /** What is said of us in extension handshakes has changed. */
  void introduceAgain() {
    all().forEach(link -> link.introduce(introduction(link, true)));
  }

  /** The torrent is ready for pieces. */
  void live(LiveSwarm swarm) {
    live = swarm;
    all().forEach(swarm::join);
  }

  /** A connection has ended. */
  void closed(PeerLink link, Throwable cause) {
    if (links.remove(link)) {
      byId.remove(link.id(), link);
      if (live != null) {
        live.left(link);
      }
      extensions.forEach(extension -> extension.left(link));
      merkle.left(link);
    }
    if (link.dialled()) {
      dialling.ended(link.remote(), link.dropped(), cause instanceof WireException);
    }
    dialling.call();
  }

  /** Ends all of them, and lets nobody in any more. */
  void close() {
    closed = true;
    dialling.close();
    peer.registry().remove(hashes, this);
    alias.ifPresent(hash -> peer.registry().remove(hash, this));
    new ArrayList<>(links).forEach(PeerLink::close);
  }
}
