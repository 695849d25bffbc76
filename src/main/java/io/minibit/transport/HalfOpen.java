package io.minibit.transport;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Incoming connections that have not said yet, in full, what they want. Each has a deadline; one
 * too many pushes the oldest out, of its own address or of all, so that a crowd of silent ones
 * never keeps an honest one waiting. Confined to an event loop.
 */
final class HalfOpen {
  /** In all: a quarter of the 1024 descriptors that a process usually has. */
  static final int MAX = 256;

  /** Of one address, which may be that of many peers behind one router. */
  static final int MAX_OF_ADDRESS = 64;

  /** For all that comes before the first message. */
  static final int DEADLINE_SECONDS = 10;

  /** What one customer of a provider gets of IPv6 addresses (RFC 6177). */
  private static final int IPV6_PREFIX = 8;

  private final Set<Channel> all = new LinkedHashSet<>();
  private final Map<ByteBuffer, Set<Channel>> byAddress = new HashMap<>();
  private final Map<Channel, ScheduledFuture<?>> deadlines = new HashMap<>();

  void add(Channel channel) {
    Set<Channel> neighbours =
        byAddress.computeIfAbsent(address(channel), any -> new LinkedHashSet<>());
    if (neighbours.size() == MAX_OF_ADDRESS) {
      pushOut(neighbours.iterator().next());
    } else if (all.size() == MAX) {
      pushOut(all.iterator().next());
    }
    all.add(channel);
    byAddress.computeIfAbsent(address(channel), any -> new LinkedHashSet<>()).add(channel);
    deadlines.put(
        channel,
        channel.eventLoop().schedule(() -> pushOut(channel), DEADLINE_SECONDS, TimeUnit.SECONDS));
  }

  /** It said what it wants, or is closed. May be called again. */
  void remove(Channel channel) {
    if (!all.remove(channel)) {
      return;
    }
    deadlines.remove(channel).cancel(false);
    byAddress.computeIfPresent(
        address(channel),
        (address, neighbours) -> {
          neighbours.remove(channel);
          return neighbours.isEmpty() ? null : neighbours;
        });
  }

  private void pushOut(Channel channel) {
    remove(channel);
    Sockets.closeNow(channel);
  }

  private static ByteBuffer address(Channel channel) {
    // Null for one that went at once: those share a place.
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      return ByteBuffer.allocate(0);
    }
    InetAddress address = remote.getAddress();
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(bytes.length > IPV6_PREFIX ? Arrays.copyOf(bytes, IPV6_PREFIX) : bytes);
  }
}
