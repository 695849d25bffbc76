package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that somebody names: our own, one twice, a victim's, those of a private torrent. */
@ExtendWith(VertxExtension.class)
class ToldAddressesTest {
  private static final int PIECE = 32 * 1024;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path temp;

  private static void await(BooleanSupplier condition) throws Exception {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - begun).isLessThan(PATIENCE_NANOS);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static int peers(LoopbackPeer peer, TorrentTransfer transfer) {
    try {
      return peer.snapshot(transfer).peers();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoMeetsItselfHangsUpAndGoesOn(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 300_000, 1);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      // By an address that does not look like its own.
      leech.tell(got, List.of(new InetSocketAddress("127.0.0.2", leech.address().getPort())));
      leech.tell(got, leech);
      leech.tell(got, seed);
      leech.await("COMPLETED SEEDING");
    }
  }

  @Test
  void twoThatCallEachOtherKeepOneConnection(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("source/content.bin"), 300_000, 1);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer one = LoopbackPeer.in(vertx, temp.resolve("one"));
        LoopbackPeer two = LoopbackPeer.in(vertx, temp.resolve("two"))) {
      TorrentTransfer first = one.begin(torrent);
      TorrentTransfer second = two.begin(torrent);
      one.await("STATE DOWNLOADING");
      two.await("STATE DOWNLOADING");
      for (int i = 0; i < 5; i++) {
        one.tell(first, two);
        two.tell(second, one);
      }
      await(() -> peers(one, first) == 1 && peers(two, second) == 1);
    }
  }

  /** Names addresses to a leecher by peer exchange, and answers whether it listens to that. */
  static boolean name(LoopbackPeer leech, Torrent torrent, byte[] compact) throws Exception {
    try (RawPeer gossip = RawPeer.meet(leech.address(), torrent.hashes().id(), "-GO0001-x")) {
      gossip.extend(0, "d1:md6:ut_pexi5eee");
      RawPeer.Frame theirs = gossip.await(RawPeer.EXTENDED);
      String text = StandardCharsets.ISO_8859_1.decode(theirs.body()).toString();
      String name = "6:ut_pexi";
      int at = text.indexOf(name);
      if (at < 0) {
        gossip.extend(1, pex(compact));
        gossip.extend(2, pex(compact));
        gossip.extend(3, pex(compact));
        return false;
      }
      int from = at + name.length();
      int id = Integer.parseInt(text.substring(from, text.indexOf('e', from)));
      gossip.extend(id, pex(compact));
      return true;
    }
  }

  private static String pex(byte[] compact) {
    return "d5:added"
        + compact.length
        + ":"
        + new String(compact, StandardCharsets.ISO_8859_1)
        + "e";
  }

  static byte[] compact(InetSocketAddress address, int port) {
    return ByteBuffer.allocate(6)
        .put(address.getAddress().getAddress())
        .putShort((short) port)
        .array();
  }

  @Test
  void gossipOfAThousandAddressesFindsTheOneThatIsTrue(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 300_000, 1);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed seed =
            new FakeSeed("127.0.0.3", torrent, Files.readAllBytes(source), FakeSeed.HONEST)) {
      leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      ByteBuffer gossip = ByteBuffer.allocate(6 * 1002);
      gossip.put(compact(seed.address(), 0)); // No port at all.
      gossip.put(compact(leech.address(), leech.address().getPort()));
      gossip.put(compact(seed.address(), seed.address().getPort()));
      for (int i = 0; i < 999; i++) {
        gossip.put(compact(seed.address(), 1 + i));
      }
      assertThat(name(leech, torrent, gossip.array())).isTrue();
      leech.await("COMPLETED SEEDING");
      assertThat(seed.visits()).isEqualTo(1);
    }
  }

  @Test
  void aPrivateTorrentListensToNoGossip(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 300_000, 1);
    Torrent torrent =
        new TorrentBuilder(
                source,
                new BuildSettings(
                    TorrentFormat.V1, OptionalInt.of(PIECE), true, Sources.NONE, Credits.NONE))
            .build(Runnable::run, 1, BuildMonitor.NONE)
            .torrent();
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed seed =
            new FakeSeed("127.0.0.3", torrent, Files.readAllBytes(source), FakeSeed.HONEST)) {
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      assertThat(name(leech, torrent, compact(seed.address(), seed.address().getPort()))).isFalse();
      // Whatever it would do about it, it would have done before it ends this connection.
      await(() -> peers(leech, got) == 0);
      assertThat(seed.visits()).isZero();
    }
  }
}
