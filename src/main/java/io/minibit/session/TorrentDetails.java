package io.minibit.session;

import io.minibit.api.Transfer;
import io.minibit.api.TransferDetails;
import io.minibit.api.TransferDetails.File;
import io.minibit.api.TransferDetails.Peer;
import io.minibit.api.TransferDetails.PieceMap;
import io.minibit.api.TransferDetails.Tracker;
import io.minibit.discovery.TrackerStatus;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFile;
import io.minibit.swarm.PeerStanding;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A torrent transfer from near, as it is at the time. On the context of the transfer. */
final class TorrentDetails {
  private static final int ALL_OF_A_CELL = 255;

  private final Optional<TorrentRun> run;
  private final Optional<Torrent> torrent;
  private final Optional<LiveSwarm> live;

  TorrentDetails(TorrentTransfer transfer) {
    run = transfer.running();
    torrent = transfer.torrent();
    live = run.flatMap(TorrentRun::live);
  }

  /**
   * All of it.
   *
   * @param filesFrom how many files to pass over
   */
  TransferDetails describe(Transfer transfer, long filesFrom) {
    List<PeerLink> links = run.map(TorrentRun::connections).orElse(List.of());
    List<Integer> files = torrent.map(TorrentDetails::shown).orElse(List.of());
    return new TransferDetails(
        transfer,
        live.map(this::pieces).orElse(null),
        links.size(),
        links.stream().limit(TransferDetails.MAX_PEERS).map(this::peer).toList(),
        files.size(),
        files.stream()
            .skip(filesFrom)
            .limit(TransferDetails.MAX_FILES)
            .map(index -> file(torrent.orElseThrow(), index))
            .toList(),
        run.map(TorrentRun::trackers).orElse(List.of()).stream()
            .map(TorrentDetails::tracker)
            .toList());
  }

  private PieceMap pieces(LiveSwarm swarm) {
    int count = geometry().pieceCount();
    byte[] cells = new byte[Math.min(count, PieceMap.MAX_CELLS)];
    for (int cell = 0; cell < cells.length; cell++) {
      int from = (int) ((long) cell * count / cells.length);
      int to = (int) ((cell + 1L) * count / cells.length);
      int verified = 0;
      for (int piece = from; piece < to; piece++) {
        verified += swarm.has(piece) ? 1 : 0;
      }
      cells[cell] = (byte) (ALL_OF_A_CELL * verified / (to - from));
    }
    return new PieceMap(count, swarm.verifiedPieces(), Base64.getEncoder().encodeToString(cells));
  }

  private PieceGeometry geometry() {
    return torrent.orElseThrow().pieces();
  }

  private Peer peer(PeerLink link) {
    Optional<PeerStanding> standing = live.flatMap(swarm -> swarm.standing(link));
    List<String> flags = new ArrayList<>();
    flag(flags, "incoming", !link.dialled());
    flag(flags, "encrypted", link.encrypted());
    flag(flags, "interesting", standing.filter(PeerStanding::interesting).isPresent());
    flag(flags, "choking", standing.filter(PeerStanding::choking).isPresent());
    flag(flags, "interested", standing.filter(PeerStanding::interested).isPresent());
    flag(flags, "choked", standing.filter(PeerStanding::choked).isPresent());
    return new Peer(
        text(link.remote()),
        link.client(),
        flags,
        standing.map(PeerStanding::downloadRate).orElse(0L),
        standing.map(PeerStanding::uploadRate).orElse(0L),
        standing.map(peer -> (double) peer.pieces() / geometry().pieceCount()).orElse(0.0));
  }

  private static void flag(List<String> flags, String flag, boolean applies) {
    if (applies) {
      flags.add(flag);
    }
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  /** The indexes of files that people see. */
  private static List<Integer> shown(Torrent torrent) {
    List<Integer> shown = new ArrayList<>();
    for (int index = 0; index < torrent.files().size(); index++) {
      if (!torrent.files().get(index).isPadding()) {
        shown.add(index);
      }
    }
    return shown;
  }

  private File file(Torrent whole, int index) {
    TorrentFile file = whole.files().get(index);
    return new File(
        file.path(),
        file.length(),
        live.map(swarm -> verified(swarm, index, file.length())).orElse(null));
  }

  private long verified(LiveSwarm swarm, int index, long length) {
    PieceGeometry pieces = geometry();
    long verified = 0;
    long rest = length;
    int offset = length == 0 ? 0 : pieces.offsetInFirstPiece(index);
    for (int piece = length == 0 ? 0 : pieces.firstPiece(index); rest > 0; piece++) {
      long part = Math.min(rest, pieces.pieceLength() - offset);
      verified += swarm.has(piece) ? part : 0;
      rest -= part;
      offset = 0;
    }
    return verified;
  }

  private static Tracker tracker(TrackerStatus status) {
    String state =
        status.error().isPresent() ? "failed" : status.answered() ? "working" : "waiting";
    return new Tracker(
        status.tracker().toString(),
        state,
        status.error().orElse(null),
        status.nextMillis().isPresent() ? (Long) (status.nextMillis().getAsLong() / 1000) : null,
        status.counts().map(counts -> (long) counts.seeders()).orElse(null),
        status.counts().map(counts -> (long) counts.leechers()).orElse(null));
  }
}
