package io.minibit.metainfo;

/** Which versions of the protocol a torrent is made for. */
public enum TorrentFormat {
  /** SHA-1 over pieces that run across files (BEP 3): what every client understands. */
  V1,
  /** SHA-256 trees over files (BEP 52). */
  V2,
  /** Both, over the same files at the same places. */
  HYBRID;

  boolean hasV1() {
    return this != V2;
  }

  boolean hasV2() {
    return this != V1;
  }
}
