package io.minibit.tracker.protocol;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text and back, without ever asking a name server. */
final class IpText {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** Longest text of an IPv6 address, with an IPv4 tail. */
  private static final int MAX_CHARS = 45;

  private static final int GROUPS = 8;

  private IpText() {}

  /** The address that the text is a literal of; empty for host names and for nonsense. */
  static Optional<InetAddress> parse(String text) {
    // Only what is shaped like a literal reaches getByName, which would look up anything else.
    if (text.length() > MAX_CHARS
        || !(IPV4.matcher(text).matches() || IPV6.matcher(text).matches())) {
      return Optional.empty();
    }
    if (text.indexOf(':') < 0) {
      return parseIpv4(text);
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException notALiteral) {
      return Optional.empty();
    }
  }

  /** Shortest text: dotted quad, or RFC 5952 for IPv6. */
  static String format(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    byte[] bytes = address.getAddress();
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int zerosAt = -1;
    int zeros = 1; // A single zero group is not shortened.
    for (int i = 0; i < GROUPS; i++) {
      int run = 0;
      while (i + run < GROUPS && groups[i + run] == 0) {
        run++;
      }
      if (run > zeros) {
        zerosAt = i;
        zeros = run;
      }
      i += run;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == zerosAt) {
        text.append("::");
        i += zeros - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static Optional<InetAddress> parseIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      int part = Integer.parseInt(parts[i]);
      // A leading zero means octal to some readers and decimal to others.
      boolean leadingZero = parts[i].length() > 1 && parts[i].charAt(0) == '0';
      if (part > 255 || leadingZero) {
        return Optional.empty();
      }
      bytes[i] = (byte) part;
    }
    return Optional.of(PeerAddress.inet(bytes));
  }
}
