package io.minibit.metainfo;

import java.util.Arrays;
import java.util.Optional;

/**
 * One entry of a torrent's list of files: a file, an empty one, a symbolic link, or padding.
 *
 * <p>{@link #path} is safe to resolve against a download folder: cleaned, relative, elements joined
 * by {@code /}, beginning with the torrent's name, unique among the torrent's files even where case
 * or Unicode form does not count. Padding has an empty path, is all zeros and is never stored.
 */
public final class TorrentFile {
  private final String path;
  private final long length;
  private final FileKind kind;
  private final boolean executable;
  private final byte[] piecesRoot;
  private final String linkTarget;
  private final String writtenPath;

  private TorrentFile(
      String path,
      long length,
      FileKind kind,
      boolean executable,
      byte[] piecesRoot,
      String linkTarget,
      String writtenPath) {
    if (length < 0) {
      throw new IllegalArgumentException("length " + length + " must not be negative");
    }
    this.path = path;
    this.length = length;
    this.kind = kind;
    this.executable = executable;
    this.piecesRoot = piecesRoot;
    this.linkTarget = linkTarget;
    this.writtenPath = writtenPath;
  }

  /**
   * A plain file of a v1 torrent.
   *
   * @param path the cleaned path
   * @param length in bytes
   */
  public static TorrentFile regular(String path, long length) {
    return regular(path, length, false);
  }

  /** A plain file of a v1 torrent that may have the attribute {@code x} (BEP 47). */
  public static TorrentFile regular(String path, long length, boolean executable) {
    return new TorrentFile(path, length, FileKind.REGULAR, executable, null, "", path);
  }

  /**
   * Padding (BEP 47).
   *
   * @param length in bytes
   */
  public static TorrentFile padding(long length) {
    return new TorrentFile("", length, FileKind.PADDING, false, null, "", "");
  }

  /**
   * A symbolic link (BEP 47). It has no bytes; it is shown, and never made on disk.
   *
   * @param path the cleaned path
   * @param target the cleaned target, relative to the torrent's root
   */
  public static TorrentFile link(String path, String target) {
    return new TorrentFile(path, 0, FileKind.LINK, false, null, target, path);
  }

  /**
   * This file under the path that the torrent gives it.
   *
   * @param written confined to the folder, but not made to work or to look right everywhere
   */
  TorrentFile writtenAs(String written) {
    String shared = written.equals(path) ? path : written;
    return new TorrentFile(path, length, kind, executable, piecesRoot, linkTarget, shared);
  }

  /** This file with the root of its merkle tree (BEP 52), 32 bytes, copied. */
  public TorrentFile withPiecesRoot(byte[] root) {
    if (root.length != InfoHash.V2_LENGTH) {
      throw new IllegalArgumentException("a pieces root has 32 bytes, not " + root.length);
    }
    return new TorrentFile(path, length, kind, executable, root.clone(), linkTarget, writtenPath);
  }

  public String path() {
    return path;
  }

  /**
   * The path as the torrent writes it, where that differs from {@link #path}: its elements cannot
   * lead out of the folder either, and no other file has it, but it may mislead the eye or be too
   * long. Content that was there before the torrent was made is found under it; nothing is created
   * under it.
   */
  public Optional<String> writtenPath() {
    return writtenPath.equals(path) ? Optional.empty() : Optional.of(writtenPath);
  }

  /** In bytes. */
  public long length() {
    return length;
  }

  public FileKind kind() {
    return kind;
  }

  public boolean isPadding() {
    return kind == FileKind.PADDING;
  }

  public boolean isExecutable() {
    return executable;
  }

  /** The target of a link, relative to the torrent's root; empty for all else. */
  public String linkTarget() {
    return linkTarget;
  }

  /** A copy of the root of the file's merkle tree: present for non-empty files with a v2 half. */
  public Optional<byte[]> piecesRoot() {
    return Optional.ofNullable(piecesRoot).map(byte[]::clone);
  }

  /** Whether the file has a merkle root. */
  public boolean hasRoot() {
    return piecesRoot != null;
  }

  /** Whether the file has a merkle root and it is the given one; allocates nothing. */
  public boolean hasRoot(byte[] root) {
    return piecesRoot != null && Arrays.equals(piecesRoot, root);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorrentFile file
        && length == file.length
        && kind == file.kind
        && executable == file.executable
        && path.equals(file.path)
        && linkTarget.equals(file.linkTarget)
        && Arrays.equals(piecesRoot, file.piecesRoot);
  }

  @Override
  public int hashCode() {
    return path.hashCode() * 31 + Long.hashCode(length);
  }

  @Override
  public String toString() {
    return kind + " " + path + " (" + length + " bytes)";
  }
}
