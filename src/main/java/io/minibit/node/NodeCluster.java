package io.minibit.node;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;

/**
 * The cluster that a node is to join: what Vert.x has to know of it before it starts. The members
 * find one another and share maps by Hazelcast; the event bus has connections of its own, under TLS
 * where that is configured. Hazelcast's own connections have none in its free edition, so they
 * belong on a network of the trackers' own.
 */
public final class NodeCluster {
  /** After so many seconds of silence a member is taken for dead, and its place is free. */
  private static final String DEAD_SECONDS = "15";

  /** How soon, and how often, the parts of a divided cluster look for one another. */
  private static final String HEAL_SECONDS = "10";

  private final ClusterOptions options;

  private NodeCluster(ClusterOptions options) {
    this.options = options;
  }

  /**
   * Reads what a configuration says of the cluster.
   *
   * @param vertx any, perhaps one of a moment
   * @return fails with {@link ConfigException} for what a person can mend
   */
  public static Future<NodeCluster> read(Vertx vertx, ConfigSource source) {
    return new ConfigReader()
        .read(vertx, source)
        .map(
            config -> {
              ClusterOptions.Tls tls = config.cluster().tls();
              if (tls != null) {
                PemFiles.checkPair(vertx, "cluster", tls.certificate(), tls.key());
                PemFiles.checkAuthority(vertx, "cluster.authority", tls.authority());
              }
              return new NodeCluster(config.cluster());
            });
  }

  /** Makes a Vert.x with these options join when it is built. */
  public VertxBuilder join(VertxOptions vertx) {
    EventBusOptions eventBus =
        vertx.getEventBusOptions().setHost(options.host()).setClusterPublicHost(options.host());
    ClusterOptions.Tls tls = options.tls();
    if (tls != null) {
      eventBus
          .setSsl(true)
          .setKeyCertOptions(pair(tls))
          .setTrustOptions(trusted(tls))
          // Without this, who connects would take any certificate of the one it connects to.
          .setTrustAll(false)
          .setClientAuth(ClientAuth.REQUIRED);
    }
    return Vertx.builder().with(vertx).withClusterManager(new HazelcastClusterManager(hazelcast()));
  }

  private Config hazelcast() {
    Config config = ConfigUtil.loadConfig().setClusterName(options.name());
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.max.no.heartbeat.seconds", DEAD_SECONDS)
        .setProperty("hazelcast.merge.first.run.delay.seconds", HEAL_SECONDS)
        .setProperty("hazelcast.merge.next.run.delay.seconds", HEAL_SECONDS);
    config.getJetConfig().setEnabled(false);
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(options.port()).setPortAutoIncrement(true);
    network.getInterfaces().setEnabled(true).addInterface(options.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(options.discovery() == ClusterOptions.Discovery.MULTICAST);
    join.getTcpIpConfig()
        .setEnabled(options.discovery() == ClusterOptions.Discovery.HOSTS)
        .setMembers(List.copyOf(options.hosts()));
    if (options.discovery() == ClusterOptions.Discovery.DNS) {
      // A name tells of addresses alone: the members have one port.
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", options.dnsName())
          .setProperty("service-port", Integer.toString(options.port()));
    }
    return config;
  }

  private static PemKeyCertOptions pair(ClusterOptions.Tls tls) {
    return new PemKeyCertOptions()
        .setCertPath(tls.certificate().toString())
        .setKeyPath(tls.key().toString());
  }

  private static PemTrustOptions trusted(ClusterOptions.Tls tls) {
    return new PemTrustOptions().addCertPath(tls.authority().toString());
  }
}
