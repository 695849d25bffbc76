package io.minibit.bridge;

import io.minibit.api.Addresses;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.regex.Pattern;

/** What passes the door: the contract's addresses, and who knows the token where there is one. */
final class Gate {
  /** The header of a message that holds the token. */
  static final String TOKEN_HEADER = "token";

  private static final Set<String> OWN = Set.of(Addresses.PEER, Addresses.PEERS, Addresses.TRACKER);

  /** The peer or tracker of a named node; names are of letters, digits and dashes. */
  private static final Pattern OF_A_NODE =
      Pattern.compile(
          "("
              + Pattern.quote(Addresses.PEER)
              + "|"
              + Pattern.quote(Addresses.TRACKER)
              + ")"
              + "\\.[a-zA-Z0-9-]{1,255}");

  private final byte[] token;

  /**
   * A gate.
   *
   * @param token null for none
   */
  Gate(String token) {
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
  }

  /** In constant time, so that the answer's delay does not give the token away byte by byte. */
  boolean knows(BridgeRequest request) {
    String given = request.headers().getOrDefault(TOKEN_HEADER, "");
    return token == null || MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether requests may go to that address. */
  static boolean takesRequests(String address) {
    return isOwn(address) || OF_A_NODE.matcher(address).matches();
  }

  /** Whether it means this very node, and so never crosses a cluster. */
  static boolean isOwn(String address) {
    return OWN.contains(address);
  }

  /** Whether what is published there may be heard. */
  static boolean isHeard(String address) {
    return address.equals(Addresses.EVENTS);
  }
}
