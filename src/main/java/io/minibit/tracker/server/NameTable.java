package io.minibit.tracker.server;

import io.minibit.tracker.protocol.LookupAnswer;
import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SeedersAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Who seeds which name. A peer is an address and a port; whatever it sends renews all that it
 * registered, and what was not renewed for longer than the timeout is gone: every question first
 * drops what is too old, so the sweep by a timer only frees memory earlier.
 *
 * <p>Peers stand in the order in which they were last seen, so dropping costs only what is dropped.
 * Strangers decide what is in here, hence the limits; a full table refuses what is new and keeps
 * what it has.
 *
 * <p>Not thread-safe: one owner. Times are milliseconds of any clock that never goes back.
 */
public final class NameTable {
  /** At the longest, 1 KiB a name, 32 MiB in all. */
  public static final int MAX_NAMES = 32_768;

  /** A private network has fewer hosts; measured 514 bytes a peer with one name, 32 MiB in all. */
  public static final int MAX_PEERS = 65_536;

  /** An answer holds about 40 of them; more add nothing but work to each question. */
  public static final int MAX_PEERS_PER_NAME = 1000;

  /** A folder is one name, so this is a generous number of shares; no peer can fill the table. */
  public static final int MAX_NAMES_PER_PEER = 10_000;

  /** Pairs of a peer and a name: a table full of short names was measured to take 47 MiB. */
  public static final int MAX_REGISTRATIONS = 262_144;

  private final long timeoutMillis;
  private final AnswerPacker packer;
  private final Map<String, NameEntry> names = new HashMap<>();

  /** Longest unseen first. */
  private final LinkedHashMap<PeerAddress, Peer> peers = new LinkedHashMap<>();

  private int registrations;

  /**
   * An empty table.
   *
   * @param timeoutMillis a peer unseen for longer is dropped
   * @param random chooses among seeders when not all fit into an answer
   */
  public NameTable(long timeoutMillis, RandomGenerator random) {
    this.timeoutMillis = timeoutMillis;
    this.packer = new AnswerPacker(random);
  }

  /** What became of a registration. */
  public enum Outcome {
    /** It is in the table. */
    REGISTERED,
    /** See {@link #MAX_NAMES}. */
    TOO_MANY_NAMES,
    /** See {@link #MAX_PEERS}. */
    TOO_MANY_PEERS,
    /** See {@link #MAX_PEERS_PER_NAME}. */
    TOO_MANY_PEERS_OF_NAME,
    /** See {@link #MAX_NAMES_PER_PEER}. */
    TOO_MANY_NAMES_OF_PEER,
    /** See {@link #MAX_REGISTRATIONS}. */
    TOO_MANY_REGISTRATIONS
  }

  /** How full the table is. */
  public record Size(int names, int peers, int registrations) {}

  /** Adds or renews one name of a peer; the newest word on the content counts. */
  public Outcome register(PeerAddress address, NameMessage.Register message, long now) {
    evict(now);
    Peer peer = peers.get(address);
    NameEntry entry = names.get(message.filename());
    if (peer == null || !peer.names.contains(message.filename())) {
      Outcome refused = refusal(peer, entry);
      if (refused != null) {
        return refused;
      }
      registrations++;
    }
    if (peer == null) {
      peer = new Peer(address);
    }
    if (entry == null) {
      entry = new NameEntry(message.filename());
      names.put(entry.name(), entry);
    }
    peer.names.add(entry.name()); // One string for all of its seeders.
    entry.put(peer.address, message);
    seen(peer, now);
    return Outcome.REGISTERED;
  }

  /** Renews all that the peer registered; whether there was anything. */
  public boolean heartbeat(PeerAddress address, long now) {
    evict(now);
    Peer peer = peers.get(address);
    if (peer == null) {
      return false;
    }
    seen(peer, now);
    return true;
  }

  /** Forgets all that the peer registered; whether there was anything. */
  public boolean exit(PeerAddress address) {
    Peer peer = peers.remove(address);
    if (peer == null) {
      return false;
    }
    forget(peer);
    return true;
  }

  /** Drops who was unseen for longer than the timeout; how many that were. */
  public int evict(long now) {
    int dropped = 0;
    for (Iterator<Peer> oldest = peers.values().iterator(); oldest.hasNext(); dropped++) {
      Peer peer = oldest.next();
      if (now - peer.lastSeen <= timeoutMillis) {
        break;
      }
      oldest.remove();
      forget(peer);
    }
    return dropped;
  }

  /** Answers a question for the seeders of a name. */
  public SeedersAnswer request(NameMessage.Request message, long now) {
    evict(now);
    NameEntry entry = names.get(message.filename());
    if (entry == null) {
      return new SeedersAnswer(List.of());
    }
    return packer.pack(
        message.infoHash().isPresent()
            ? entry.seedersOf(message.infoHash().get())
            : entry.seeders());
  }

  /** Answers a question for the contents under a name. */
  public LookupAnswer lookup(NameMessage.Lookup message, long now) {
    evict(now);
    NameEntry entry = names.get(message.filename());
    return entry == null
        ? new LookupAnswer(List.of(), List.of())
        : packer.pack(entry.contents(), entry.old());
  }

  /** All seeders of a name, in the order in which they came. */
  public List<PeerAddress> seeders(String name, long now) {
    evict(now);
    NameEntry entry = names.get(name);
    return entry == null ? List.of() : entry.seeders();
  }

  /** Names that begin with the prefix, sorted; of many, the first ones. */
  public List<String> names(String prefix, int limit, long now) {
    evict(now);
    List<String> found = new ArrayList<>();
    names.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .sorted()
        .limit(limit)
        .forEach(found::add);
    return found;
  }

  /** How full it is. */
  public Size size(long now) {
    evict(now);
    return new Size(names.size(), peers.size(), registrations);
  }

  /** Notes all registrations as if they were made now. */
  void dump(ChangeLog log) {
    for (Peer peer : peers.values()) {
      for (String name : peer.names) {
        log.named(peer.address.address(), names.get(name).registration(peer.address).toBytes());
      }
    }
  }

  private Outcome refusal(Peer peer, NameEntry entry) {
    if (registrations >= MAX_REGISTRATIONS) {
      return Outcome.TOO_MANY_REGISTRATIONS;
    }
    if (peer == null && peers.size() >= MAX_PEERS) {
      return Outcome.TOO_MANY_PEERS;
    }
    if (peer != null && peer.names.size() >= MAX_NAMES_PER_PEER) {
      return Outcome.TOO_MANY_NAMES_OF_PEER;
    }
    if (entry == null && names.size() >= MAX_NAMES) {
      return Outcome.TOO_MANY_NAMES;
    }
    if (entry != null && entry.size() >= MAX_PEERS_PER_NAME) {
      return Outcome.TOO_MANY_PEERS_OF_NAME;
    }
    return null;
  }

  private void seen(Peer peer, long now) {
    peer.lastSeen = now;
    peers.remove(peer.address); // Put again it stands last.
    peers.put(peer.address, peer);
  }

  private void forget(Peer peer) {
    for (String name : peer.names) {
      NameEntry entry = names.get(name);
      entry.remove(peer.address);
      if (entry.isEmpty()) {
        names.remove(name);
      }
    }
    registrations -= peer.names.size();
  }

  private static final class Peer {
    final PeerAddress address;
    final Set<String> names = new HashSet<>();
    long lastSeen;

    Peer(PeerAddress address) {
      this.address = address;
    }
  }
}
