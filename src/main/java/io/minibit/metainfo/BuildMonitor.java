package io.minibit.metainfo;

/** Watches a torrent being built, and may stop it. Called from the threads that hash. */
public interface BuildMonitor {
  /** Watches nothing. */
  BuildMonitor NONE = (hashed, total) -> true;

  /**
   * So many bytes are hashed; told after each piece, but not more often than once a MiB.
   *
   * @param hashed bytes so far
   * @param total bytes in all
   * @return whether to go on; false cancels the build
   */
  boolean hashed(long hashed, long total);
}
