package io.minibit.tracker.server;

import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.Refusal;
import io.minibit.tracker.protocol.RefusedException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The name protocol on the tracker's side: a datagram in, perhaps one out. What makes no sense, and
 * what comes from where it should not, is counted by reason and otherwise ignored.
 *
 * <p>Not thread-safe: one owner.
 */
public final class NameServer {
  private static final String FOREIGN_SOURCE = "foreign_source";

  private final NameTable table;
  private final Predicate<InetAddress> served;
  private final RequestCounts counts = new RequestCounts();

  /** Null where there is nobody to tell. */
  private ChangeLog changes;

  /**
   * A server.
   *
   * @param served the sources that it listens to; the protocol has no handshake, so where anybody
   *     can forge a source it would flood whomever the forger likes
   */
  public NameServer(NameTable table, Predicate<InetAddress> served) {
    this.table = table;
    this.served = served;
  }

  /**
   * Takes a datagram.
   *
   * @param sender its source; the port says nothing, since old clients use a fresh one each time
   * @param now milliseconds, as of the table
   * @return the answer to send back
   */
  public Optional<byte[]> receive(PeerAddress sender, byte[] datagram, long now) {
    NameMessage message;
    try {
      message = NameMessage.parse(datagram);
    } catch (RefusedException e) {
      counts.refuse(e.refusal());
      return Optional.empty();
    }
    if (!served.test(sender.address())) {
      counts.refuse(FOREIGN_SOURCE);
      return Optional.empty();
    }
    if (changes != null
        && !(message instanceof NameMessage.Request)
        && !(message instanceof NameMessage.Lookup)) {
      changes.named(sender.address(), datagram);
    }
    return answer(sender.address(), message, now);
  }

  /** From now on what changes the table is noted there. */
  public void note(ChangeLog log) {
    changes = log;
  }

  /** Takes in what another tracker was told. */
  static void replay(NameTable table, PeerAddress sender, byte[] datagram, long now) {
    try {
      NameMessage message = NameMessage.parse(datagram);
      if (message instanceof NameMessage.Register register) {
        // Where it finds no room, the other tracker has said so.
        var unused =
            table.register(new PeerAddress(sender.address(), register.port()), register, now);
      } else if (message instanceof NameMessage.Heartbeat heartbeat) {
        table.heartbeat(new PeerAddress(sender.address(), heartbeat.port()), now);
      } else if (message instanceof NameMessage.Exit exit) {
        table.exit(new PeerAddress(sender.address(), exit.port()));
      }
    } catch (RefusedException ofAnotherVersion) {
      return;
    }
  }

  /** How many messages were taken, by action in lower case. */
  public Map<String, Long> received() {
    return counts.received();
  }

  /** How many were not, by {@link Refusal} or {@link NameTable.Outcome} in lower case. */
  public Map<String, Long> refused() {
    return counts.refused();
  }

  private Optional<byte[]> answer(InetAddress source, NameMessage message, long now) {
    if (message instanceof NameMessage.Register register) {
      counts.receive("register");
      NameTable.Outcome outcome =
          table.register(new PeerAddress(source, register.port()), register, now);
      if (outcome != NameTable.Outcome.REGISTERED) {
        counts.refuse(outcome);
      }
    } else if (message instanceof NameMessage.Heartbeat heartbeat) {
      counts.receive("heartbeat");
      table.heartbeat(new PeerAddress(source, heartbeat.port()), now);
    } else if (message instanceof NameMessage.Exit exit) {
      counts.receive("exit");
      table.exit(new PeerAddress(source, exit.port()));
    } else if (message instanceof NameMessage.Request request) {
      counts.receive("request");
      return Optional.of(table.request(request, now).toBytes());
    } else if (message instanceof NameMessage.Lookup lookup) {
      counts.receive("lookup");
      return Optional.of(table.lookup(lookup, now).toBytes());
    }
    return Optional.empty();
  }
}
