package io.minibit.node;

import io.minibit.api.Addresses;
import io.minibit.discovery.TrackerUrl;
import io.minibit.swarm.ChokerProfile;
import io.minibit.tracker.server.Access;
import io.minibit.tracker.server.SwarmTable;
import io.minibit.wire.EncryptionPolicy;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A checked configuration.
 *
 * @param name of the node; null takes a generated one
 * @param labels what its owner calls it by
 * @param cluster to be joined where that is asked for
 * @param tracker null when none is deployed
 * @param peer null when none is deployed
 * @param api null when none is deployed
 * @param web null when none is deployed
 */
record NodeConfig(
    String name,
    List<String> labels,
    ClusterOptions cluster,
    TrackerOptions tracker,
    PeerOptions peer,
    ApiOptions api,
    WebOptions web) {

  /** What a swarm takes with its first peer, at most. */
  private static final int SWARM_BYTES = 160;

  /** What an IPv6 peer takes, at most; one of IPv4 takes a third. */
  private static final int PEER_BYTES = 48;

  private static final int MAX_DEFAULT_LIMIT = 100_000_000;

  /**
   * Turns a configuration that matches the schema into values.
   *
   * @param config all keys, defaults filled in
   * @param given only what was given
   * @throws ConfigException when keys contradict each other, or nothing is to be deployed
   */
  static NodeConfig of(JsonObject config, JsonObject given) {
    JsonObject tracker = config.getJsonObject("tracker");
    JsonObject peer = config.getJsonObject("peer");
    JsonObject api = config.getJsonObject("api");
    JsonObject web = config.getJsonObject("web");
    String token = api.getString("token");
    for (String door : List.of("api", "web")) {
      JsonObject options = config.getJsonObject(door);
      if (options.getBoolean("enabled") && token == null && !loopback(options.getString("host"))) {
        throw new ConfigException(
            "api.token: must be set, since "
                + door
                + ".host is "
                + options.getString("host")
                + " and others could control this node; set MINIBIT_API_TOKEN, or bind to 127.0.0.1");
      }
    }
    NodeConfig result =
        new NodeConfig(
            config.getJsonObject("node").getString("name"),
            strings(config.getJsonObject("node"), "labels"),
            cluster(config.getJsonObject("cluster")),
            tracker.getBoolean("enabled") ? trackerOptions(tracker) : null,
            peer.getBoolean("enabled") ? peerOptions(peer, given) : null,
            api.getBoolean("enabled") ? apiOptions(api, token) : null,
            web.getBoolean("enabled") ? webOptions(config, token) : null);
    if (result.tracker == null && result.peer == null && result.api == null && result.web == null) {
      throw new ConfigException(
          "nothing to start: the configuration enables none of tracker, peer, api, web");
    }
    return result;
  }

  private static ApiOptions apiOptions(JsonObject api, String token) {
    requireWholeTls("api", api);
    return new ApiOptions(
        api.getString("host"),
        api.getInteger("port"),
        token,
        api.getString("certificate"),
        api.getString("key"),
        api.getString("clientAuthorities"));
  }

  private static void requireWholeTls(String door, JsonObject options) {
    if (options.containsKey("certificate") != options.containsKey("key")) {
      throw new ConfigException(door + ".certificate and " + door + ".key: one needs the other");
    }
    if (options.containsKey("clientAuthorities") && !options.containsKey("certificate")) {
      throw new ConfigException(
          door + ".clientAuthorities: needs " + door + ".certificate and " + door + ".key");
    }
  }

  private static WebOptions webOptions(JsonObject config, String token) {
    JsonObject web = config.getJsonObject("web");
    requireWholeTls("web", web);
    Set<String> roles = new HashSet<>();
    if (config.getJsonObject("peer").getBoolean("enabled")) {
      roles.add(Addresses.PEER);
    }
    if (config.getJsonObject("tracker").getBoolean("enabled")) {
      roles.add(Addresses.TRACKER);
    }
    return new WebOptions(
        web.getString("host"),
        web.getInteger("port"),
        strings(web, "hosts"),
        token,
        web.getString("certificate"),
        web.getString("key"),
        web.getString("clientAuthorities"),
        roles);
  }

  private static TrackerOptions trackerOptions(JsonObject tracker) {
    return new TrackerOptions(
        tracker.getString("host"),
        tracker.getInteger("port"),
        millis(tracker, "peerTimeout"),
        (int) Math.round(tracker.getDouble("announceInterval")),
        millis(tracker, "evictionInterval"),
        tracker.getBoolean("publicNames"),
        Runtime.getRuntime().availableProcessors(),
        new SwarmTable.Limits(
            tracker.getInteger("maxSwarms", share(4, SWARM_BYTES)),
            tracker.getInteger("maxPeers", share(2, PEER_BYTES)),
            tracker.getInteger("maxPeersPerSwarm")),
        access(tracker));
  }

  private static ClusterOptions cluster(JsonObject cluster) {
    ClusterOptions.Discovery discovery =
        ClusterOptions.Discovery.valueOf(cluster.getString("discovery").toUpperCase(Locale.ROOT));
    List<String> hosts = strings(cluster, "hosts");
    String dnsName = cluster.getString("dnsName");
    if (discovery == ClusterOptions.Discovery.DNS && dnsName == null) {
      throw new ConfigException("cluster.dnsName: must be set, since cluster.discovery is dns");
    }
    String certificate = cluster.getString("certificate");
    String key = cluster.getString("key");
    String authority = cluster.getString("authority");
    boolean all = certificate != null && key != null && authority != null;
    if (!all && (certificate != null || key != null || authority != null)) {
      throw new ConfigException(
          "cluster: TLS needs all of cluster.certificate, cluster.key and cluster.authority");
    }
    return new ClusterOptions(
        cluster.getString("name"),
        cluster.getString("host"),
        cluster.getInteger("port"),
        discovery,
        hosts,
        dnsName,
        all
            ? new ClusterOptions.Tls(
                path("cluster.certificate", certificate),
                path("cluster.key", key),
                path("cluster.authority", authority))
            : null);
  }

  private static AccessOptions access(JsonObject tracker) {
    Access.Rule rule =
        switch (tracker.getString("access")) {
          case "allow" -> Access.Rule.ONLY_LISTED;
          case "deny" -> Access.Rule.NOT_LISTED;
          default -> Access.Rule.ALL;
        };
    String hashes = tracker.getString("hashes");
    if (rule != Access.Rule.ALL && hashes == null) {
      throw new ConfigException(
          "tracker.hashes: must name a file of info hashes, since tracker.access is "
              + tracker.getString("access"));
    }
    String keys = tracker.getString("accessKeys");
    return new AccessOptions(
        rule,
        rule == Access.Rule.ALL ? null : path("tracker.hashes", hashes),
        keys == null ? null : path("tracker.accessKeys", keys),
        tracker.getInteger("requestsPerSecond"),
        tracker.getString("connectionIds").equals("lenient"));
  }

  /** How many of that size fit into a part of the heap. */
  private static int share(int part, int bytes) {
    return (int) Math.min(MAX_DEFAULT_LIMIT, Runtime.getRuntime().maxMemory() / part / bytes);
  }

  private static PeerOptions peerOptions(JsonObject peer, JsonObject given) {
    boolean trackersGiven =
        given.getJsonObject("peer") != null && given.getJsonObject("peer").containsKey("trackers");
    return new PeerOptions(
        peer.getString("host"),
        peer.getInteger("port"),
        trackersGiven,
        trackers(peer),
        millis(peer, "heartbeatInterval"),
        path("peer.directory", peer.getString("directory")),
        peer.getJsonArray("allowedDirectories").stream()
            .map(folder -> path("peer.allowedDirectories", (String) folder))
            .toList(),
        peer.containsKey("stateDirectory")
            ? path("peer.stateDirectory", peer.getString("stateDirectory"))
            : null,
        peer.getBoolean("localDiscovery"),
        EncryptionPolicy.valueOf(peer.getString("encryption").toUpperCase(Locale.ROOT)),
        peer.getString("profile").equals("fleet") ? ChokerProfile.FLEET : ChokerProfile.RECIPROCAL,
        peer.getBoolean("resumeTransfers"),
        peer.getBoolean("registerNames"),
        peer.getString("downloadPrefix"),
        PeerOptions.Menu.of(peer.getValue("menu")));
  }

  private static List<String> trackers(JsonObject peer) {
    List<String> trackers = strings(peer, "trackers");
    try {
      trackers.forEach(TrackerUrl::parse);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("peer.trackers: " + e.getMessage());
    }
    return trackers;
  }

  private static Path path(String key, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ConfigException(
          key
              + ": no path in this locale: "
              + text
              + "; where it is not ASCII, set LC_ALL=C.UTF-8");
    }
  }

  private static List<String> strings(JsonObject section, String key) {
    return section.getJsonArray(key).stream().map(String.class::cast).toList();
  }

  private static long millis(JsonObject section, String key) {
    return Math.round(section.getDouble(key) * 1000);
  }

  /** Whether a door bound to that host is open to this machine alone. */
  private static boolean loopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    // Only literals are looked at: a name would have to be resolved, and may change its mind.
    boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    if (!literal) {
      return false;
    }
    InetAddress address = new InetSocketAddress(host, 0).getAddress();
    return address != null && address.isLoopbackAddress();
  }
}
