package io.minibit.metainfo;

import java.util.List;
import java.util.Optional;

/**
 * The info dictionary: what a torrent's content is, and all that its info hashes cover. It is what
 * peers hand to those who come with a magnet link. Immutable.
 *
 * <p>Files are in the order of the piece space, padding included; a hybrid's are those of its v1
 * half, with the merkle roots of the v2 half.
 */
public final class InfoDictionary {
  private final String name;
  private final boolean singleFile;
  private final List<TorrentFile> files;
  private final PieceGeometry pieces;
  private final PieceHashes v1Hashes;
  private final boolean isPrivate;
  private final byte[] bytes;
  private final InfoHashes hashes;
  private final InfoHash alias;
  private final long totalLength;

  InfoDictionary(
      String name,
      boolean singleFile,
      List<TorrentFile> files,
      PieceGeometry pieces,
      PieceHashes v1Hashes,
      boolean isPrivate,
      byte[] bytes,
      InfoHashes hashes,
      InfoHash alias) {
    this.name = name;
    this.singleFile = singleFile;
    this.files = List.copyOf(files);
    this.pieces = pieces;
    this.v1Hashes = v1Hashes;
    this.isPrivate = isPrivate;
    this.bytes = bytes;
    this.hashes = hashes;
    this.alias = alias;
    long sum = 0;
    for (TorrentFile file : files) {
      sum += file.isPadding() ? 0 : file.length();
    }
    totalLength = sum;
  }

  /** The cleaned name: the file's, or that of the folder that holds the files. */
  public String name() {
    return name;
  }

  /** Whether the content is one file named {@link #name}, not a folder of that name. */
  public boolean isSingleFile() {
    return singleFile;
  }

  /** The files in the order of the piece space, with padding, links and empty files. */
  public List<TorrentFile> files() {
    return files;
  }

  /** Where the pieces lie in the files. */
  public PieceGeometry pieces() {
    return pieces;
  }

  /** The SHA-1 hashes of the pieces: present where there is a v1 half. */
  public Optional<PieceHashes> v1Hashes() {
    return Optional.ofNullable(v1Hashes);
  }

  /** Whether only the torrent's own trackers may be asked for peers (BEP 27). */
  public boolean isPrivate() {
    return isPrivate;
  }

  /** The info hashes, taken over the bytes as received. */
  public InfoHashes hashes() {
    return hashes;
  }

  /**
   * The hash by which a hybrid is known to those whose decoder loses empty keys, aria2 1.36 among
   * them: the trees of files that BEP 52 added have such keys, and these clients take the SHA-1 of
   * what is left. They name the torrent so to trackers and peers, and are right in all else that
   * its v1 half says. Present in every hybrid.
   */
  public Optional<InfoHash> alias() {
    return Optional.ofNullable(alias);
  }

  /** Bytes of all files; padding does not count. */
  public long totalLength() {
    return totalLength;
  }

  /** How many bytes the bencoded dictionary has: the {@code metadata_size} of BEP 9. */
  public int size() {
    return bytes.length;
  }

  /** A copy of the dictionary as received. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
