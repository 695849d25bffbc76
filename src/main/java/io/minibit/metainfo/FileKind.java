package io.minibit.metainfo;

/** What an entry of a torrent's list of files stands for (BEP 47). */
public enum FileKind {
  /** A file with bytes, or an empty one. */
  REGULAR,
  /** Zeros between files, never stored and never asked for. */
  PADDING,
  /** A symbolic link: has no bytes and is never made on disk. */
  LINK
}
