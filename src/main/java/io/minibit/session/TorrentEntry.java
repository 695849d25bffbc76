package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/**
 * A torrent transfer among those of a session: what is known of it beside its course. Confined to
 * the session's context.
 */
final class TorrentEntry {
  private final TorrentOrder order;
  private final String name;
  private TorrentTransfer transfer;
  private String magnet;
  private boolean owned;
  private boolean wanted;
  private boolean told;
  private boolean seenMoving;
  private long download;
  private long upload;

  private SavedTransfer lastSaved;
  private String sourceKey;
  private final Promise<Void> ready = Promise.promise();

  /** When the one file of the content was changed last before it was verified. */
  private FileTime stamp;

  /**
   * An entry without its transfer.
   *
   * @param name under which it is registered once it is whole; null takes the torrent's own
   */
  TorrentEntry(TorrentOrder order, String name) {
    this.order = order;
    this.name = name;
  }

  void transfer(TorrentTransfer made) {
    transfer = made;
  }

  TorrentTransfer transfer() {
    return transfer;
  }

  String id() {
    return transfer.id();
  }

  TransferState state() {
    return transfer.state();
  }

  /** The name that it is registered under, where it can be: private torrents are not. */
  Optional<String> sharedName() {
    if (isPrivate()) {
      return Optional.empty();
    }
    return Optional.ofNullable(name)
        .or(() -> transfer.torrent().map(Torrent::name))
        .filter(PlainName::isShareable);
  }

  /** Whether only its own trackers may tell of it, as far as that is known. */
  boolean isPrivate() {
    return transfer.torrent().filter(torrent -> torrent.info().isPrivate()).isPresent();
  }

  /** Where the content is: a file or a folder. */
  Optional<Path> content() {
    return order
        .contentName()
        .or(() -> transfer.torrent().map(Torrent::name))
        .map(order.folder()::resolve);
  }

  /** The content if it is one file. */
  Optional<Path> singleFile() {
    return transfer
        .torrent()
        .filter(torrent -> torrent.info().isSingleFile())
        .flatMap(torrent -> content());
  }

  String magnet() {
    return magnet;
  }

  void magnet(String link) {
    magnet = link;
  }

  /** Whether the content on disk is this transfer's to delete. */
  boolean isOwned() {
    return owned;
  }

  void own() {
    owned = true;
  }

  /** Its next completion is told as one, though all may be on disk already. */
  void want() {
    wanted = true;
  }

  /** Whether a completion is still to be told; not any more from now on. */
  boolean takeWanted() {
    boolean was = wanted;
    wanted = false;
    return was;
  }

  /** What its users were told last. */
  void seen(Transfer last) {
    seenMoving = last.downloadRate() > 0 || last.uploadRate() > 0;
  }

  /** Whether that was of something on its way. */
  boolean isSeenMoving() {
    return seenMoving;
  }

  /** Whether its users know of it, so that they are told what happens to it. */
  boolean isTold() {
    return told;
  }

  void tell() {
    told = true;
  }

  FileTime stamp() {
    return stamp;
  }

  void stamp(FileTime modified) {
    stamp = modified;
  }

  /** Limits its rates; null leaves one as it is, 0 takes a limit away. */
  void limit(Long down, Long up) {
    download = down == null ? download : down;
    upload = up == null ? upload : up;
    transfer.limits(download, upload);
  }

  /** Succeeds when it is shared; fails when it cannot be. */
  Future<Void> ready() {
    return ready.future();
  }

  /** It is shared, or it cannot be; null for the former. */
  void isReady(String error) {
    if (error == null) {
      ready.tryComplete();
    } else {
      ready.tryFail(new ApiException(FailureCode.CONFLICT, error));
    }
  }

  /** What was wanted. */
  TorrentOrder order() {
    return order;
  }

  /** What the content that was shared looked like then; null where that is not known. */
  String sourceKey() {
    return sourceKey;
  }

  void sourceKey(String key) {
    sourceKey = key;
  }

  /** What was saved of it last; null for nothing. */
  SavedTransfer lastSaved() {
    return lastSaved;
  }

  void lastSaved(SavedTransfer saved) {
    lastSaved = saved;
  }

  /** What is to be kept of it. */
  SavedTransfer saved() {
    MagnetLink link =
        new MagnetLink(
            order.hashes(),
            order.name(),
            order.sources().trackers().stream().flatMap(List::stream).toList(),
            order.sources().webSeeds(),
            List.of(),
            Optional.empty());
    return new SavedTransfer(
        link,
        transfer.torrent(),
        order.folder(),
        order.contentName(),
        Optional.ofNullable(name),
        order.shared(),
        owned,
        transfer.isPaused(),
        download,
        upload);
  }
}
