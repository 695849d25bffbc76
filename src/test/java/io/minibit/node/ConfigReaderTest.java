package io.minibit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir Path folder;

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void theDefaultsAreTheContracts() throws Exception {
    NodeConfig config = read("{'tracker':{},'peer':{},'api':{}}");
    TrackerOptions tracker = config.tracker();
    assertThat(tracker.host()).isEqualTo("0.0.0.0");
    assertThat(tracker.port()).isEqualTo(5000);
    assertThat(tracker.peerTimeoutMillis()).isEqualTo(30_000);
    assertThat(tracker.announceIntervalSeconds()).isEqualTo(1800);
    assertThat(tracker.swarmTimeoutMillis()).isEqualTo(2_700_000);
    assertThat(tracker.evictionIntervalMillis()).isEqualTo(5_000);
    assertThat(tracker.publicNames()).isFalse();
    assertThat(tracker.limits().peers()).isBetween(100_000, 100_000_000);
    PeerOptions peer = config.peer();
    assertThat(peer.host()).isEqualTo("0.0.0.0");
    assertThat(peer.port()).isZero();
    assertThat(peer.trackers()).containsExactly("udp://127.0.0.1:5000");
    assertThat(peer.heartbeatMillis()).isEqualTo(10_000);
    assertThat(peer.directory()).isEqualTo(Path.of("."));
    assertThat(peer.downloadPrefix()).isEqualTo("[download]");
    assertThat(peer.menu()).isEqualTo(PeerOptions.Menu.AUTO);
    assertThat(config.api()).isEqualTo(new ApiOptions("127.0.0.1", 7000, null, null, null, null));
  }

  @Test
  void onlyNamedSectionsAreDeployed() throws Exception {
    NodeConfig config = read("{'tracker':{'port':1},'peer':{'enabled':false}}");
    assertThat(config.tracker()).isNotNull();
    assertThat(config.peer()).isNull();
    assertThat(config.api()).isNull();
  }

  @Test
  void aVariableDeploysOnlyByEnabled() throws Exception {
    NodeConfig config =
        read("{'peer':{}}", Map.of("MINIBIT_TRACKER_PORT", "5001"), Map.of(), new JsonObject());
    assertThat(config.tracker()).isNull();
    config =
        read(
            "{'peer':{}}",
            Map.of("MINIBIT_TRACKER_PORT", "5001", "MINIBIT_TRACKER_ENABLED", "true"),
            Map.of(),
            new JsonObject());
    assertThat(config.tracker().port()).isEqualTo(5001);
    config =
        read("{'peer':{},'tracker':{}}", Map.of("MINIBIT_PEER_ENABLED", "false"), Map.of(), null);
    assertThat(config.peer()).isNull();
  }

  @Test
  void eachLayerCoversTheOneBefore() throws Exception {
    Map<String, String> environment =
        Map.of("MINIBIT_PEER_PORT", "2", "MINIBIT_PEER_HOST", "127.0.0.2", "PATH", "/bin");
    Map<String, String> properties = Map.of("minibit.peer.port", "3", "minibit.jar", "x");
    PeerOptions peer =
        read("{'peer':{'port':1,'host':'127.0.0.1'}}", environment, properties, null).peer();
    assertThat(peer.host()).isEqualTo("127.0.0.2");
    assertThat(peer.port()).isEqualTo(3);
    JsonObject overrides = new JsonObject("{\"peer\":{\"port\":4}}");
    assertThat(read("{'peer':{}}", environment, properties, overrides).peer().port()).isEqualTo(4);
  }

  @Test
  void namesInVariablesHaveNoSeparators() throws Exception {
    PeerOptions peer =
        read(
                "{'peer':{}}",
                Map.of(
                    "MINIBIT_PEER_HEARTBEATINTERVAL", "0.5",
                    "MINIBIT_PEER_DOWNLOADPREFIX", "7",
                    "MINIBIT_PEER_MENU", "false",
                    "MINIBIT_PEER_TRACKERS", "udp://a:1, udp://b:2"),
                Map.of("minibit.peer.allowedDirectories", "[\"/x\"]"),
                null)
            .peer();
    assertThat(peer.heartbeatMillis()).isEqualTo(500);
    assertThat(peer.downloadPrefix()).isEqualTo("7");
    assertThat(peer.menu()).isEqualTo(PeerOptions.Menu.OFF);
    assertThat(peer.trackers()).containsExactly("udp://a:1", "udp://b:2");
    assertThat(peer.allowedDirectories()).isEqualTo(List.of(Path.of("/x")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'peer':{'prot':1}} | peer.prot: unknown key; known are",
        "{'pear':{}} | pear: unknown section; known are",
        "{'peer':{'port':'x'}} | peer.port: must be a whole number from 0 to 65535, not \"x\"",
        "{'peer':{'port':70000}} | peer.port: must be a whole number from 0 to 65535, not 70000",
        "{'peer':{'port':1.5}} | peer.port: must be a whole number from 0 to 65535, not 1.5",
        "{'peer':{'port':null}} | peer.port: must be a whole number from 0 to 65535, not null",
        "{'peer':[]} | peer: must be an object",
        "{'peer':{'trackers':'udp://a:1'}} | peer.trackers: must be an array of strings",
        "{'peer':{'trackers':['ftp://a']}} | peer.trackers: must be an array of strings",
        "{'peer':{'trackers':['udp://a']}} | peer.trackers: not a tracker's URL: udp://a",
        "{'peer':{'encryption':'on'}} | peer.encryption: must be one of",
        "{'node':{'name':'a b'}} | node.name: must be a string that matches",
        "{'tracker':{'peerTimeout':-1}} | tracker.peerTimeout: must be a number from",
        "{'tracker':{'enabled':'yes'}} | tracker.enabled: must be true or false, not \"yes\"",
        "{} | nothing to start",
        "{'node':{'name':'x'}} | nothing to start",
        "{'api':{'host':'0.0.0.0'}} | api.token: must be set",
        "{'web':{'host':'192.168.1.1'},'peer':{}} | api.token: must be set",
        "{'web':{'certificate':'c.pem'}} | web.certificate and web.key: one needs the other",
        "{'web':{'clientAuthorities':'c.pem'}} | web.clientAuthorities: needs",
        "{'api':{'key':'k.pem'}} | api.certificate and api.key: one needs the other",
        "{'api':{'clientAuthorities':'c.pem'}} | api.clientAuthorities: needs",
      })
  void aFaultNamesItsKey(String config, String message) {
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message.strip())
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFaultNamesTheVariableItCameFrom() {
    assertThatThrownBy(
            () ->
                read(
                    "{'peer':{}}",
                    Map.of("MINIBIT_TRACKER_PORT", "tcp://10.0.0.1:5000"),
                    Map.of(),
                    null))
        .hasMessageContaining("tracker.port: must be a whole number")
        .hasMessageContaining("(from MINIBIT_TRACKER_PORT)");
    assertThatThrownBy(() -> read("{'peer':{}}", Map.of("MINIBIT_PEER_PROT", "1"), Map.of(), null))
        .hasMessageContaining("MINIBIT_PEER_PROT sets no known key");
    assertThatThrownBy(() -> read("{'peer':{}}", Map.of(), Map.of("minibit.peer.prot", "1"), null))
        .hasMessageContaining("-Dminibit.peer.prot sets no known key");
  }

  @Test
  void aTokenOpensTheDoorsToOthers() throws Exception {
    assertThat(read("{'api':{'host':'0.0.0.0','token':'s'}}").api().token()).isEqualTo("s");
    assertThat(read("{'api':{'host':'localhost'}}").api().host()).isEqualTo("localhost");
    assertThat(read("{'api':{'host':'::1'}}").api().host()).isEqualTo("::1");
  }

  @Test
  void theWebDoorKnowsItsTokenAndWhatTheNodeAnswers() throws Exception {
    WebOptions web =
        read("{'web':{'hosts':['box.lan']},'api':{'enabled':false,'token':'s3cret'},'peer':{}}")
            .web();
    assertThat(web.hosts()).containsExactly("box.lan");
    assertThat(web.token()).isEqualTo("s3cret");
    assertThat(web.roles()).containsExactly("minibit.peer");
    assertThat(web.toString()).doesNotContain("s3cret");
  }

  @Test
  void aFileThatIsNoConfigurationIsNamed() throws IOException {
    Path missing = folder.resolve("missing.json");
    assertThatThrownBy(() -> readFile(missing)).hasMessage(missing + ": no such file");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"peer\": {\n  \"port\": }");
    assertThatThrownBy(() -> readFile(broken))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(broken + " is not a JSON object")
        .hasMessageNotContaining("\n");
    Path list = Files.writeString(folder.resolve("list.json"), "[]");
    assertThatThrownBy(() -> readFile(list))
        .hasMessage(list + " is not a JSON object, such as {\"peer\": {}}");
  }

  @Test
  void theShippedFilesAreSound() throws Exception {
    assertThat(readFile(Path.of("conf/tracker.json")).tracker()).isNotNull();
    assertThat(readFile(Path.of("conf/peer.json")).peer()).isNotNull();
    NodeConfig node = readFile(Path.of("conf/node.json"));
    assertThat(node.tracker()).isNotNull();
    assertThat(node.peer()).isNotNull();
    assertThat(node.api()).isNotNull();
    assertThat(readFile(Path.of("conf/cluster.json")).peer()).isNotNull();
  }

  private NodeConfig read(String config) throws Exception {
    return read(config, Map.of(), Map.of(), null);
  }

  private NodeConfig read(
      String config,
      Map<String, String> environment,
      Map<String, String> properties,
      JsonObject overrides)
      throws Exception {
    Path file = Files.writeString(folder.resolve("conf.json"), config.replace('\'', '"'));
    return await(
        new ConfigSource(
            file, null, environment, properties, overrides == null ? new JsonObject() : overrides));
  }

  private NodeConfig readFile(Path file) throws Exception {
    return await(new ConfigSource(file, null, Map.of(), Map.of(), new JsonObject()));
  }

  private NodeConfig await(ConfigSource source) throws Exception {
    try {
      return new ConfigReader()
          .read(vertx, source)
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }
}
