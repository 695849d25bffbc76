package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.metainfo.TorrentParser;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Those who know a hybrid by its alias alone are found by it, spoken to by it, and kept apart. */
@ExtendWith(VertxExtension.class)
class AliasTest {
  private static final int PIECE = 32 * 1024;

  @TempDir private Path temp;

  private Torrent hybrid(String folder, boolean isPrivate, String tracker) throws Exception {
    Path source = SwarmContent.file(temp.resolve(folder + "/content.bin"), 100_000, 1);
    Sources sources = new Sources(List.of(List.of(tracker)), List.of(), List.of());
    return new TorrentBuilder(
            source,
            new BuildSettings(
                TorrentFormat.HYBRID, OptionalInt.of(PIECE), isPrivate, sources, Credits.NONE))
        .build(Runnable::run, 1, BuildMonitor.NONE)
        .torrent();
  }

  private static InfoHash alias(Torrent torrent) {
    return torrent.info().alias().orElseThrow();
  }

  private static InfoHash shortV2(Torrent torrent) {
    return InfoHash.of(torrent.hashes().v2().orElseThrow().truncated());
  }

  private static String text(RawPeer.Frame frame) {
    return StandardCharsets.ISO_8859_1.decode(frame.body()).toString();
  }

  @Test
  void whomTrackersNameByItIsCalledByIt(Vertx vertx) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 100_000, 1);
      Torrent plain = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
      InetSocketAddress there =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), other.getLocalPort());
      try (ListeningTracker tracker = ListeningTracker.naming(there, alias(plain));
          LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
        Sources sources = new Sources(List.of(List.of(tracker.url())), List.of(), List.of());
        leech.begin(plain.withSources(sources));
        try (RawPeer peer = new RawPeer(other.accept())) {
          assertThat(peer.readHandshake()).isEqualTo(alias(plain).bytes());
          peer.handshake(alias(plain), "-A20001-other");
          assertThat(text(peer.await(RawPeer.EXTENDED))).doesNotContain("ut_", "metadata_size");
          peer.extend(0, "d1:md6:ut_pexi7eee");
          peer.say(RawPeer.HAVE_ALL);
          peer.say(RawPeer.UNCHOKE);
          byte[] content = Files.readAllBytes(source);
          for (int sent = 0; sent < content.length; ) {
            sent += answer(peer, peer.await(RawPeer.REQUEST), content);
          }
          leech.await("COMPLETED SEEDING");
        }
      }
    }
  }

  private static int answer(RawPeer peer, RawPeer.Frame request, byte[] content) throws Exception {
    int piece = request.body().getInt();
    int begin = request.body().getInt();
    byte[] block = new byte[request.body().getInt()];
    System.arraycopy(content, piece * PIECE + begin, block, 0, block.length);
    FakeSeed.give(peer, piece, begin, block);
    return block.length;
  }

  @Test
  void whoComesByItIsLetIn(Vertx vertx) throws Exception {
    try (ListeningTracker tracker = ListeningTracker.lost();
        LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      Torrent torrent = hybrid("seed", false, tracker.url());
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      try (RawPeer peer = RawPeer.dial(seed.address(), "127.0.0.1")) {
        peer.handshake(alias(torrent), "-A20001-other");
        assertThat(peer.readHandshake()).isEqualTo(alias(torrent).bytes());
        assertThat(text(peer.await(RawPeer.EXTENDED))).doesNotContain("ut_", "metadata_size");
        peer.await(RawPeer.HAVE_ALL);
        peer.say(RawPeer.INTERESTED);
        peer.await(RawPeer.UNCHOKE);
      }
    }
  }

  @Test
  void whoComesByItIsNotGossipedOf(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 20_000, 1);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    InfoHash name = torrent.hashes().id();
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      try (RawPeer hidden = RawPeer.meet(seed.address(), alias(torrent), "-A20001-hidden");
          RawPeer told = RawPeer.meet(seed.address(), name, "-XX0001-told");
          RawPeer listener = RawPeer.meet(seed.address(), name, "-XX0001-listener")) {
        hidden.extend(0, "d1:md6:ut_pexi7ee1:pi1111ee");
        hidden.await(RawPeer.EXTENDED);
        told.extend(0, "d1:mde1:pi2222ee");
        listener.extend(0, "d1:md6:ut_pexi9eee");
        RawPeer.Frame gossip = listener.await(RawPeer.EXTENDED);
        while (gossip.body().get(0) != 9) {
          gossip = listener.await(RawPeer.EXTENDED);
        }
        assertThat(text(gossip)).contains(compact(2222)).doesNotContain(compact(1111));
      }
    }
  }

  private static String compact(int port) {
    byte[] bytes = {127, 0, 0, 1, (byte) (port >> 8), (byte) port};
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** An entry with an empty key makes another torrent of it, which has the same alias. */
  private static Torrent twin(Torrent torrent) throws Exception {
    String info = new String(torrent.info().bytes(), StandardCharsets.ISO_8859_1);
    String other = "d4:infod0:0:" + info.substring(1) + "e";
    return TorrentParser.parse(other.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void itStaysWithTheTorrentThatHadItFirst(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 20_000, 1);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    Torrent twin = twin(torrent);
    assertThat(twin.hashes()).isNotEqualTo(torrent.hashes());
    assertThat(alias(twin)).isEqualTo(alias(torrent));
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      TorrentTransfer first = seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer second = seed.begin(twin);
      seed.await("STATE SEEDING");
      seed.await(second::pause);
      try (RawPeer peer = RawPeer.meet(seed.address(), alias(torrent), "-A20001-other")) {
        peer.await(RawPeer.HAVE_ALL);
        seed.until(first, now -> now.peers() == 1);
      }
    }
  }

  @Test
  void trackersHearOfItUnlessTheTorrentIsPrivate(Vertx vertx) throws Exception {
    try (ListeningTracker tracker = ListeningTracker.lost();
        LoopbackPeer hidden = LoopbackPeer.in(vertx, temp.resolve("hidden"));
        LoopbackPeer open = LoopbackPeer.in(vertx, temp.resolve("open"))) {
      Torrent secret = hybrid("hidden", true, tracker.url());
      hidden.begin(secret);
      assertThat(List.of(tracker.nextName(), tracker.nextName()))
          .containsExactlyInAnyOrder(secret.hashes().id(), shortV2(secret));
      // The private one's moment would come before this one's.
      Torrent shared = hybrid("open", false, tracker.url());
      open.begin(shared);
      assertThat(List.of(tracker.nextName(), tracker.nextName()))
          .containsExactlyInAnyOrder(shared.hashes().id(), shortV2(shared));
      assertThat(tracker.nextName()).isEqualTo(alias(shared));
    }
  }
}
