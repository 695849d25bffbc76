package io.minibit.cli;

/**
 * A host and a port as people write them: {@code 127.0.0.1:7000}, {@code example.org:7000}, {@code
 * [::1]:7000}.
 *
 * @param host without brackets
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {
  /**
   * Reads one.
   *
   * @throws CliFailure for wrong usage where it is none
   */
  static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port >= 1 && port <= 65_535 && (bracketed || host.indexOf(':') < 0)) {
          return new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port);
        }
      } catch (NumberFormatException noNumber) {
        // Refused below.
      }
    }
    throw CliFailure.usage(text + ": expected HOST:PORT, such as 127.0.0.1:7000 or [::1]:7000");
  }

  /** The text of an address that came from elsewhere. */
  static String text(String host, int port) {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }

  @Override
  public String toString() {
    return text(host, port);
  }
}
