package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.ApiJson;
import io.minibit.api.TransferDetails;
import io.minibit.api.TransferDetails.PieceMap;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.swarm.SwarmSettings;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What others can make of a transfer seen from near. */
@ExtendWith(VertxExtension.class)
class TransferDetailsTest {
  private static final int PIECE = 16 * 1024;
  private static final int PIECES = 3 * PieceMap.MAX_CELLS;
  private static final int FILES = 5 * TransferDetails.MAX_FILES;
  private static final int PEERS = TransferDetails.MAX_PEERS + 10;

  /** Four times what such an answer takes. */
  private static final int MAX_CHARS = 200_000;

  @TempDir Path temp;

  @Test
  void tellWhatATrackerCountsThatDoesNotSaySoByItself(Vertx vertx) throws Exception {
    Torrent torrent =
        SwarmContent.torrent(
            SwarmContent.file(temp.resolve("content.bin"), 3 * PIECE, 1), TorrentFormat.V1, PIECE);
    try (ListeningTracker tracker = ListeningTracker.seeing(new byte[] {10, 0, 0, 1});
        LoopbackPeer node = LoopbackPeer.in(vertx, temp, tracker.url())) {
      tracker.count(torrent.hashes().id(), 12, 30);
      TorrentTransfer transfer = node.begin(torrent);
      node.await("STATE SEEDING");
      assertThat(tracker.next()).isEqualTo("started");
      assertThat(tracker.isUnknown()).as("nobody has looked").isTrue();
      TransferDetails.Tracker shown = details(node, transfer, 0).trackers().get(0);
      while (shown.seeders() == null) {
        shown = details(node, transfer, 0).trackers().get(0);
      }
      assertThat(shown.seeders()).isEqualTo(12);
      assertThat(shown.leechers()).isEqualTo(30);
      assertThat(tracker.next()).isEqualTo("scrape");
      assertThat(tracker.isUnknown()).as("it is asked once").isTrue();
    }
  }

  @Test
  void growNeitherWithPiecesNorFilesNorPeers(Vertx vertx) throws Exception {
    Torrent torrent = SwarmContent.torrent(great(), TorrentFormat.V1, PIECE);
    List<RawPeer> peers = new ArrayList<>();
    try (LoopbackPeer node = LoopbackPeer.in(vertx, temp)) {
      TorrentTransfer transfer = node.begin(torrent, forMany());
      node.await("STATE SEEDING");
      for (int i = 0; i < PEERS; i++) {
        peers.add(RawPeer.meet(node.address(), torrent.hashes().id(), "-XX0000-" + i));
      }
      node.until(transfer, now -> now.peers() == PEERS);

      TransferDetails details = details(node, transfer, 0);
      assertThat(details.peerCount()).isEqualTo(PEERS);
      assertThat(details.peers()).hasSize(TransferDetails.MAX_PEERS);
      assertThat(details.fileCount()).isEqualTo(FILES + 1);
      assertThat(details.files()).hasSize(TransferDetails.MAX_FILES);
      assertThat(details.pieces().count()).isGreaterThanOrEqualTo(PIECES);
      assertThat(Base64.getDecoder().decode(details.pieces().cells())).hasSize(PieceMap.MAX_CELLS);
      assertThat(ApiJson.json(details).encode()).hasSizeLessThan(MAX_CHARS);

      assertThat(details(node, transfer, FILES).files()).hasSize(1);
      assertThat(details(node, transfer, Long.MAX_VALUE).files()).isEmpty();
    } finally {
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  private static TransferDetails details(LoopbackPeer node, TorrentTransfer transfer, long from)
      throws Exception {
    return node.on(() -> new TorrentDetails(transfer).describe(transfer.snapshot(), from));
  }

  private static SwarmSettings forMany() {
    SwarmSettings usual = SwarmSettings.defaults();
    return new SwarmSettings(
        PEERS, usual.uploadSlots(), usual.profile(), false, false, usual.requestQueue());
  }

  /** A folder of many small files and one of many pieces. */
  private Path great() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("great"));
    for (int i = 0; i < FILES; i++) {
      Files.write(folder.resolve("file-%04d".formatted(i)), new byte[] {(byte) i});
    }
    try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
      sparse.setLength((long) PIECES * PIECE);
    }
    return folder;
  }
}
