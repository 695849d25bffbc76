package io.minibit.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The built jar as the tracker of aria2 and Transmission, each on a machine of its own: they know
 * of one another by it alone.
 */
class TrackedNetworkIT {
  private static final String TRACKER = "10.99.0.4:6969";

  /**
   * What all have in common; {@code $1} and {@code $2} are processes on the clients' machines.
   * aria2 does UDP only with its DHT, which knows nobody, and no uTP, which Transmission would try
   * for a minute.
   */
  private static final String CLIENTS =
      """
      set +e
      awaited() { for i in $(seq 450); do "$@" && return; sleep 0.1; done; exit 1; }
      tracker() {
        exec 3<>/dev/tcp/10.99.0.4/6969 || return
        printf 'GET /scrape?info_hash=%s HTTP/1.0\\r\\n\\r\\n' "$hash" >&3
        grep -aq "$1" <&3
      }
      aria() { # machine, folder, torrent, options
        nsenter -t $1 -n aria2c --no-conf --disable-ipv6=true --enable-peer-exchange=false \\
          --bt-enable-lpd=false --file-allocation=none --summary-interval=0 --listen-port=6881 \\
          --enable-dht=true --dht-listen-port=6882 --dht-file-path=dht.dat \\
          -d $2 ${@:4} $3 > aria.txt 2>&1
      }
      remote() { nsenter -t $1 -n transmission-remote 127.0.0.1:9091 ${@:2}; }
      told() { remote $1 ${@:3} 2>&1 | grep -q "$2"; }
      transmission() { # machine, folder, torrent
        mkdir -p settings
        cat > settings/settings.json <<END
      {"download-dir":"$PWD/$2","peer-port":6881,"port-forwarding-enabled":false,
       "rpc-bind-address":"127.0.0.1","rpc-port":9091,"rpc-authentication-required":false,
       "dht-enabled":false,"lpd-enabled":false,"pex-enabled":false,"utp-enabled":false}
      END
        nsenter -t $1 -n transmission-daemon -f -g settings > transmission.txt 2>&1 & daemon=$!
        awaited told $1 success -a $3
      }
      minibit -conf tracker.json > tracker.txt 2>&1 & minibit=$!
      trap 'kill $holders $minibit $seeder $daemon; cat tracker.txt aria.txt transmission.txt' EXIT
      awaited grep -q 'listening tracker-http' tracker.txt
      set -- $holders
      """;

  @TempDir private Path temp;

  @BeforeEach
  void needed() throws Exception {
    Program.need(
        "unshare", "nsenter", "ip", "bash", "aria2c", "transmission-daemon", "transmission-remote");
    Program.needNetworkNamespaces();
    Files.writeString(
        temp.resolve("tracker.json"), "{\"tracker\":{\"host\":\"10.99.0.4\",\"port\":6969}}");
  }

  /** The same torrent, with the schemes of two doors; answers the seeder's. */
  private TrackedTorrent torrents(String seeder, String leecher) throws Exception {
    TrackedTorrent given = TrackedTorrent.make(temp, leecher + "://" + TRACKER + "/announce");
    Files.move(given.file(), temp.resolve("leech.torrent"));
    return TrackedTorrent.make(temp, seeder + "://" + TRACKER + "/announce");
  }

  private void run(TrackedTorrent torrent, String lines) throws Exception {
    Files.createDirectories(temp.resolve("leech"));
    String words =
        "minibit() { '%s' -jar '%s' $@; }\nhash='%s'\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("minibit.jar"),
                torrent.infoHash().replaceAll("..", "%$0"));
    ThreeMachines.run(temp, words + CLIENTS + lines);
    torrent.requireCopy("leech");
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource({"udp, udp", "http, http", "http, udp"})
  void transmissionDownloadsFromAria(String seeder, String leecher) throws Exception {
    run(
        torrents(seeder, leecher),
        """
        aria $1 seed three.torrent -V --seed-ratio=0.0 --seed-time=5 & seeder=$!
        awaited tracker completei1e
        transmission $2 leech leech.torrent
        awaited told $2 'Percent Done: 100%' -t 1 -i
        """);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource({"udp, udp", "http, http", "http, udp"})
  void ariaDownloadsFromTransmission(String seeder, String leecher) throws Exception {
    run(
        torrents(seeder, leecher),
        """
        transmission $2 seed three.torrent
        awaited tracker completei1e
        aria $1 leech leech.torrent --seed-time=0 & seeder=$!
        wait $seeder || exit 1
        """);
  }
}
