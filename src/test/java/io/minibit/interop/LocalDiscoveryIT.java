package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.TorrentFormat;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes on a network of their own, where no tracker answers: local discovery is all. */
class LocalDiscoveryIT {
  @TempDir private Path temp;
  private TrackedTorrent torrent;

  @BeforeEach
  void makeTorrent() throws Exception {
    Program.need("unshare", "ip", "bash");
    Program.needNetworkNamespaces();
    torrent = TrackedTorrent.make(temp, "http://127.0.0.1:1/announce");
  }

  @Test
  void aNodeFetchesFromAnotherThatItWasToldOfByMulticast() throws Exception {
    String script =
        LocalDiscoveryTest.NETWORK
            + minibit("get three.torrent -o seed --seed > seed.txt 2>&1 & seed=$!\n")
            + "awaited grep -q 'Now seeding' seed.txt\n"
            + minibit("get three.torrent -o leech > leech.txt 2>&1; code=$?\n")
            + "kill $seed; cat seed.txt leech.txt; exit $code";
    Program.run(temp, "unshare", "-n", "bash", "-c", script);
    assertThat(temp.resolve("leech/three.bin")).hasSameBinaryContentAs(torrent.content());
  }

  /** It knows the torrent by another hash than all others do. */
  @Test
  void ariaFetchesAHybridFromANodeThatHeardOfItByMulticast() throws Exception {
    Program.need("aria2c");
    Content hybrid =
        Content.file(temp, 300_000, TorrentFormat.HYBRID, 32 * 1024, "http://127.0.0.1:1/announce");
    String script =
        LocalDiscoveryTest.NETWORK
            + "ip route add default dev v0\n"
            + minibit("get f.torrent -o seed --seed > seed.txt 2>&1 & seed=$!\n")
            + "awaited grep -q 'Now seeding' seed.txt\n"
            + "timeout 60 aria2c --no-conf --disable-ipv6=true --enable-dht=false"
            + " --enable-peer-exchange=false --bt-enable-lpd=true --bt-lpd-interface=v0"
            + " --file-allocation=none --summary-interval=0 -d leech --listen-port=17012"
            + " --seed-time=0 f.torrent > leech.txt 2>&1; code=$?\n"
            + "kill $seed; cat seed.txt leech.txt; exit $code";
    Program.run(temp, "unshare", "-n", "bash", "-c", script);
    assertThat(temp.resolve("leech").resolve(hybrid.source().getFileName()))
        .hasSameBinaryContentAs(hybrid.source());
  }

  private static String minibit(String words) {
    return "timeout 60 '%s' -Dminibit.peer.localDiscovery=true -jar '%s' %s"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("minibit.jar"),
            words);
  }
}
