package io.minibit.swarm;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The addresses from which something false came. Nobody is let in from there, whatever the port: an
 * incoming connection has another each time. Who is connected from there already is ended too, or a
 * second connection would outlive the ban.
 *
 * <p>With the exception of the address that all programs of one machine share. Whole swarms run on
 * it, its connections were let in before the ban, and each is judged by what it sends.
 *
 * <p>Bounded: the oldest is forgotten first. Not safe for threads.
 */
public final class Bans {
  /** Far beyond what one torrent meets; some 100 bytes each. */
  static final int MAX = 4_096;

  private final Set<InetAddress> banned = new LinkedHashSet<>();

  /** Nobody. */
  public Bans() {}

  /** Lets nobody in from there any more. */
  public void add(InetAddress address) {
    if (banned.size() == MAX && !banned.contains(address)) {
      banned.remove(banned.iterator().next());
    }
    banned.add(address);
  }

  /** Whether nobody is let in from there. */
  public boolean contains(InetAddress address) {
    return banned.contains(address);
  }

  /** Whether the ban of one address ends a connection with another. */
  public static boolean ends(InetAddress banned, InetAddress connected) {
    return banned.equals(connected) && !isOfEveryProgram(banned);
  }

  /** 127.0.0.1 or ::1; the others of 127.0.0.0/8 are only had by choice. */
  private static boolean isOfEveryProgram(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address.isLoopbackAddress()
        && (bytes.length == 16 || (bytes[1] == 0 && bytes[2] == 0 && bytes[3] == 1));
  }
}
