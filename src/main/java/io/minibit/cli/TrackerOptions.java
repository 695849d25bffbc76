package io.minibit.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The trackers that a command names. */
final class TrackerOptions {
  private List<String> trackers = List.of();

  /** The words that name them. */
  CommandWords addTo(CommandWords command) {
    return command.repeated(
        List.of("-t", "--tracker"),
        "TRACKER",
        words -> trackers = words,
        "Ask this tracker; may be repeated. It is",
        "udp://HOST:PORT (for names only this),",
        "or http://HOST:PORT/announce; default:",
        "udp://127.0.0.1:5000.");
  }

  /** Adds them to the settings of the peer that is about to start, if there are any. */
  void addTo(JsonObject peer) {
    if (!trackers.isEmpty()) {
      trackers.forEach(TrackerOptions::check);
      peer.put("trackers", new JsonArray(List.copyOf(trackers)));
    }
  }

  /**
   * Adds them to a magnet link; other words stay as they are. A link that names trackers is told to
   * no others before its torrent is known not to be private, and these are its user's own.
   */
  String addTo(String what) {
    if (!what.startsWith("magnet:?")) {
      return what;
    }
    StringBuilder link = new StringBuilder(what);
    for (String tracker : trackers) {
      link.append("&tr=").append(URLEncoder.encode(tracker, StandardCharsets.UTF_8));
    }
    return link.toString();
  }

  /**
   * Refuses what is no tracker's URL.
   *
   * @throws CliFailure as wrong usage
   */
  static void check(String tracker) {
    try {
      var uri = new URI(tracker);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean udp = "udp".equals(uri.getScheme()) && uri.getPort() > 0;
      if (uri.getHost() != null && uri.getPort() <= 65_535 && (http || udp)) {
        return;
      }
    } catch (URISyntaxException malformed) {
      // Refused below, with what would have been right.
    }
    throw CliFailure.usage(tracker + ": a tracker is udp://HOST:PORT or http://HOST:PORT/announce");
  }
}
