package io.minibit.node;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** Where others reach a door of this machine. */
final class MachineAddresses {
  private MachineAddresses() {}

  /**
   * The addresses that a door bound to that host is open at: itself, or where that is the wildcard
   * all of the machine's that other machines can use. Asks the system, and so blocks.
   */
  static List<String> of(String host) {
    if (!List.of("0.0.0.0", "::").contains(host)) {
      return List.of(host);
    }
    List<String> found;
    try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
      found =
          all.flatMap(NetworkInterface::inetAddresses)
              .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
              .map(InetAddress::getHostAddress)
              .map(text -> text.replaceFirst("%.*", ""))
              .sorted()
              .toList();
    } catch (SocketException e) {
      found = List.of();
    }
    return found.isEmpty() ? List.of(InetAddress.getLoopbackAddress().getHostAddress()) : found;
  }
}
