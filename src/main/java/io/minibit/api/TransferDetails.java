package io.minibit.api;

import java.util.List;

/**
 * The answer to {@code details}. What others said of themselves, as names and reasons, is told as
 * it came: escape it before it is shown. URLs of trackers are told without what may be a key.
 *
 * @param transfer as everywhere
 * @param pieces what is verified; null while that is not known
 * @param peerCount connected peers, of which {@link #MAX_PEERS} are told of
 * @param peers the connected peers
 * @param fileCount files of the torrent, of which {@link #MAX_FILES} are told of
 * @param files those from the one that was asked for on
 * @param trackers in the order in which they are asked
 */
public record TransferDetails(
    Transfer transfer,
    PieceMap pieces,
    int peerCount,
    List<Peer> peers,
    int fileCount,
    List<File> files,
    List<Tracker> trackers) {
  /** As many connections as clients commonly allow a torrent. */
  public static final int MAX_PEERS = 200;

  /** A screenful or two. */
  public static final int MAX_FILES = 200;

  public TransferDetails {
    peers = List.copyOf(peers);
    files = List.copyOf(files);
    trackers = List.copyOf(trackers);
  }

  /** A transfer that has nothing to be seen from near. */
  public static TransferDetails of(Transfer transfer) {
    return new TransferDetails(transfer, null, 0, List.of(), 0, List.of(), List.of());
  }

  /**
   * What is verified, in a length that does not grow with the torrent.
   *
   * @param count pieces
   * @param verified how many of them are verified
   * @param cells a byte for each equal part of the pieces, in base64: 0 where none of the part is
   *     verified, 255 where all are; as many parts as pieces, {@link #MAX_CELLS} at most
   */
  public record PieceMap(int count, int verified, String cells) {
    /** More than a screen has columns for. */
    public static final int MAX_CELLS = 1024;
  }

  /**
   * A connected peer.
   *
   * @param address with the port of this connection
   * @param client what program it says that it is; empty when it does not say
   * @param flags of {@code incoming}, {@code encrypted}, {@code interesting} (it has what we want),
   *     {@code choking} (it gives us nothing), {@code interested}, {@code choked}
   * @param downloadRate bytes a second from it
   * @param uploadRate bytes a second to it
   * @param progress 0 to 1
   */
  public record Peer(
      String address,
      String client,
      List<String> flags,
      long downloadRate,
      long uploadRate,
      double progress) {
    public Peer {
      flags = List.copyOf(flags);
    }
  }

  /**
   * A file of the torrent.
   *
   * @param path below the folder, with slashes
   * @param length bytes
   * @param done bytes that are verified; null while that is not known
   */
  public record File(String path, long length, Long done) {}

  /**
   * A tracker of the torrent.
   *
   * @param url without path and query
   * @param state {@code working}, {@code failed} or {@code waiting}, which was not asked yet
   * @param error what went wrong last; null for nothing
   * @param nextAnnounce seconds until the trackers are asked; null while one is being asked
   * @param seeders in the swarm, as it says; null while that is not known
   * @param leechers likewise
   */
  public record Tracker(
      String url, String state, String error, Long nextAnnounce, Long seeders, Long leechers) {}
}
