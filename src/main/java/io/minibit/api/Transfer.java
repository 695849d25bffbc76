package io.minibit.api;

/**
 * A transfer, described the same everywhere.
 *
 * @param id the v1 info hash in hex where there is one, else the v2 one; {@code old:NAME} for what
 *     old-style seeders give, which has no hash. Never changes while the transfer lives
 * @param name what it is shared as
 * @param size bytes; null while unknown
 * @param state where it stands
 * @param progress 0 to 1
 * @param verified whether every byte was checked against a hash
 * @param downloaded payload bytes received
 * @param uploaded payload bytes sent
 * @param downloadRate bytes a second
 * @param uploadRate bytes a second
 * @param peers connected
 * @param seeds connected peers that have everything
 * @param eta seconds to go; null when unknown
 * @param directory where its data is
 * @param error why it failed; null when it did not
 * @param magnet the link by which others get it; null for what has no hash, and for private
 *     torrents
 * @param warning what stands in its way though it goes on trying, as a tracker that is away; null
 *     for nothing
 */
public record Transfer(
    String id,
    String name,
    Long size,
    TransferState state,
    double progress,
    boolean verified,
    long downloaded,
    long uploaded,
    long downloadRate,
    long uploadRate,
    int peers,
    int seeds,
    Long eta,
    String directory,
    String error,
    String magnet,
    String warning) {
  /** The same with a link. */
  public Transfer withMagnet(String link) {
    return new Transfer(
        id,
        name,
        size,
        state,
        progress,
        verified,
        downloaded,
        uploaded,
        downloadRate,
        uploadRate,
        peers,
        seeds,
        eta,
        directory,
        error,
        link,
        warning);
  }
}
