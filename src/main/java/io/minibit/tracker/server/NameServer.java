package io.minibit.tracker.server;

import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.Refusal;
import io.minibit.tracker.protocol.RefusedException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
  private final Map<String, Long> received = new TreeMap<>();
  private final Map<String, Long> refused = new TreeMap<>();

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
      count(refused, e.refusal());
      return Optional.empty();
    }
    if (!served.test(sender.address())) {
      refused.merge(FOREIGN_SOURCE, 1L, Long::sum);
      return Optional.empty();
    }
    return answer(sender.address(), message, now);
  }

  /** How many messages were taken, by action in lower case. */
  public Map<String, Long> received() {
    return Map.copyOf(received);
  }

  /** How many were not, by {@link Refusal} or {@link NameTable.Outcome} in lower case. */
  public Map<String, Long> refused() {
    return Map.copyOf(refused);
  }

  private Optional<byte[]> answer(InetAddress source, NameMessage message, long now) {
    if (message instanceof NameMessage.Register register) {
      received.merge("register", 1L, Long::sum);
      NameTable.Outcome outcome =
          table.register(new PeerAddress(source, register.port()), register, now);
      if (outcome != NameTable.Outcome.REGISTERED) {
        count(refused, outcome);
      }
    } else if (message instanceof NameMessage.Heartbeat heartbeat) {
      received.merge("heartbeat", 1L, Long::sum);
      table.heartbeat(new PeerAddress(source, heartbeat.port()), now);
    } else if (message instanceof NameMessage.Exit exit) {
      received.merge("exit", 1L, Long::sum);
      table.exit(new PeerAddress(source, exit.port()));
    } else if (message instanceof NameMessage.Request request) {
      received.merge("request", 1L, Long::sum);
      return Optional.of(table.request(request, now).toBytes());
    } else if (message instanceof NameMessage.Lookup lookup) {
      received.merge("lookup", 1L, Long::sum);
      return Optional.of(table.lookup(lookup, now).toBytes());
    }
    return Optional.empty();
  }

  private static void count(Map<String, Long> counters, Enum<?> reason) {
    counters.merge(reason.name().toLowerCase(Locale.ROOT), 1L, Long::sum);
  }
}
