package io.minibit.node;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Declares the keys of the configuration, as a JSON Schema (draft 2020-12). In code, not as a file
 * of the jar: a small command needs no reader of JSON for anything else, and loading one would take
 * it longer than all else that it does with its configuration.
 */
final class ConfigKeys {
  private ConfigKeys() {}

  /** The schema: sections of keys. */
  static JsonObject schema() {
    JsonObject sections =
        new JsonObject()
            .put("node", node())
            .put("cluster", cluster())
            .put("tracker", tracker())
            .put("peer", peer())
            .put("api", api())
            .put("web", web());
    return new JsonObject()
        .put("$schema", "https://json-schema.org/draft/2020-12/schema")
        .put("title", "minibit configuration")
        .put("type", "object")
        .put("additionalProperties", false)
        .put("properties", sections);
  }

  private static JsonObject node() {
    return new Section()
        .key(
            "name",
            text("^[A-Za-z0-9-]{1,64}$"),
            "name in a cluster and on the dashboard; letters, digits and -")
        .key(
            "labels",
            list(64, text().atMost(64)).or(strings()),
            "what scripts choose nodes of a cluster by, told by minibit.peers")
        .schema();
  }

  private static JsonObject cluster() {
    return new Section()
        .key("name", text().atMost(64).or("minibit"), "of the cluster; all members bear the same")
        .key(
            "host",
            text().or("127.0.0.1"),
            "the address of this machine that the other members reach; on a network of their own")
        .key(
            "port",
            whole(1024, 65435).or(5701),
            "for membership; where it is taken, one of the next hundred")
        .key(
            "discovery",
            oneOf("hosts", "multicast", "dns").or("hosts"),
            "how members find one another")
        .key(
            "hosts",
            list(64, text()).or(strings("127.0.0.1")),
            "some members, as host or host:port")
        .key(
            "dnsName", text(), "a name whose addresses are the members, such as a headless service")
        .key("certificate", text(), "PEM file: this node's certificate for the event bus")
        .key("key", text(), "PEM file: the key of that certificate")
        .key("authority", text(), "PEM file: who signed the certificates of all members")
        .schema();
  }

  private static JsonObject tracker() {
    return new Section()
        .key(
            "enabled",
            flag().or(false),
            "whether a tracker is deployed; true where a file names the section")
        .key("host", text().or("0.0.0.0"), "address of the tracker")
        .key("port", whole(0, 65535).or(5000), "UDP port, and TCP port of the HTTP tracker")
        .key(
            "peerTimeout",
            number(0.1, 86400).or(30),
            "seconds after which a silent peer of the name protocol is dropped")
        .key(
            "announceInterval",
            number(1, 86400).or(1800),
            "seconds between announces that BitTorrent clients are told")
        .key("evictionInterval", number(0.05, 3600).or(5), "seconds between two sweeps")
        .key(
            "publicNames",
            flag().or(false),
            "whether the name protocol, which has no handshake, also answers public addresses")
        .key(
            "maxSwarms",
            whole(1, 1_000_000_000),
            "BitTorrent swarms at most; what a quarter of the heap holds unless told")
        .key(
            "maxPeers",
            whole(1, 1_000_000_000),
            "BitTorrent peers in all swarms at most; what half of the heap holds unless told")
        .key(
            "maxPeersPerSwarm",
            whole(1, 1000000).or(65536),
            "BitTorrent peers of one swarm at most")
        .key(
            "access",
            oneOf("open", "allow", "deny").or("open"),
            "which torrents are served: all, those in tracker.hashes, or all others")
        .key("hashes", text(), "file of info hashes in hex, one a line; read again when it changes")
        .key(
            "accessKeys",
            text(),
            "file of keys, one a line, perhaps with the day it ends; http://host:port/KEY/announce then takes one of them")
        .key(
            "requestsPerSecond",
            whole(0, 1000000).or(0),
            "of one source address, or IPv6 /64, at most; 0 for no limit")
        .key(
            "connectionIds",
            oneOf("strict", "lenient").or("strict"),
            "how long a UDP connection id is good: 2 to 3 minutes, or 5 to 6 for old clients")
        .schema();
  }

  private static JsonObject peer() {
    return new Section()
        .key(
            "enabled",
            flag().or(false),
            "whether a peer is deployed; true where a file names the section")
        .key("host", text().or("0.0.0.0"), "address the peer listens on")
        .key("port", whole(0, 65535).or(0), "port the peer listens on; 0 takes a free one")
        .key(
            "trackers",
            list(64, text("^(udp|http|https)://.+$")).or(strings("udp://127.0.0.1:5000")),
            "asked in this order")
        .key("heartbeatInterval", number(0.05, 3600).or(10), "seconds between two heartbeats")
        .key("directory", text().or("."), "shared files are found here; downloads land here")
        .key(
            "allowedDirectories",
            list(1024, text()).or(strings()),
            "further folders that requests may name")
        .key(
            "stateDirectory",
            text(),
            "resume data and generated secrets; .minibit in the directory unless told")
        .key("localDiscovery", flag().or(false), "BEP 14 multicast")
        .key(
            "encryption", oneOf("off", "allowed", "required").or("allowed"), "encrypted handshakes")
        .key(
            "profile",
            oneOf("open", "fleet").or("open"),
            "whom to give to: those who give, or everyone")
        .key("resumeTransfers", flag().or(true), "whether transfers go on after a restart")
        .key(
            "registerNames",
            flag().or(true),
            "whether trackers are told the names of what is shared")
        .key(
            "downloadPrefix",
            text("^[^/\\\\\\u0000]*$").atMost(64).or("[download]"),
            "put before the name of what the menu or the event bus downloads by name")
        .key(
            "menu",
            oneOf(true, false, "auto").or("auto"),
            "the menu on stdin; auto: when it is a terminal")
        .schema();
  }

  private static JsonObject api() {
    return new Section()
        .key(
            "enabled",
            flag().or(false),
            "whether the TCP event-bus bridge is deployed; true where a file names the section")
        .key("host", text().or("127.0.0.1"), "address of the bridge")
        .key("port", whole(0, 65535).or(7000), "port of the bridge")
        .key("token", text().atMost(1024), "guards the api and web doors")
        .key("certificate", text(), "certificate chain in PEM; with it the bridge speaks TLS")
        .key("key", text(), "private key of the certificate, in PEM")
        .key(
            "clientAuthorities",
            text(),
            "certificates in PEM; clients must have one that these signed")
        .schema();
  }

  private static JsonObject web() {
    return new Section()
        .key(
            "enabled",
            flag().or(false),
            "whether the web door is deployed; true where a file names the section")
        .key("host", text().or("127.0.0.1"), "address of dashboard, metrics and health")
        .key("port", whole(0, 65535).or(8080), "port of dashboard, metrics and health")
        .key("hosts", list(64, text()).or(strings()), "further names that the Host header may bear")
        .key("certificate", text(), "certificate chain in PEM; with it the door speaks TLS")
        .key("key", text(), "private key of the certificate, in PEM")
        .key(
            "clientAuthorities",
            text(),
            "certificates in PEM; visitors must have one that these signed")
        .schema();
  }

  private static Values text() {
    return new Values("string").with("minLength", 1);
  }

  private static Values text(String pattern) {
    return new Values("string").with("pattern", pattern);
  }

  private static Values whole(int from, int to) {
    return new Values("integer").with("minimum", from).with("maximum", to);
  }

  private static Values number(Number from, Number to) {
    return new Values("number").with("minimum", from).with("maximum", to);
  }

  private static Values flag() {
    return new Values("boolean");
  }

  private static Values list(int most, Values each) {
    return new Values("array").with("maxItems", most).with("items", each.schema);
  }

  private static JsonArray strings(String... values) {
    return new JsonArray(List.of((Object[]) values));
  }

  private static Values oneOf(Object... values) {
    Values these = new Values(null);
    return these.with("enum", new JsonArray(List.of(values)));
  }

  /** The keys of a section. */
  private static final class Section {
    private final JsonObject keys = new JsonObject();

    Section key(String name, Values values, String description) {
      keys.put(name, values.schema.put("description", description));
      return this;
    }

    JsonObject schema() {
      return new JsonObject()
          .put("type", "object")
          .put("additionalProperties", false)
          .put("properties", keys);
    }
  }

  /** What a key may be set to. */
  private static final class Values {
    private final JsonObject schema = new JsonObject();

    /**
     * Any of a type.
     *
     * @param type of JSON; null where the values themselves tell it
     */
    Values(String type) {
      if (type != null) {
        schema.put("type", type);
      }
    }

    Values with(String keyword, Object value) {
      schema.put(keyword, value);
      return this;
    }

    /** Of that length at most. */
    Values atMost(int length) {
      return with("maxLength", length);
    }

    /** That is what an absent key means. */
    Values or(Object value) {
      return with("default", value);
    }
  }
}
