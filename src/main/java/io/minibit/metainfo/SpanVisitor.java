package io.minibit.metainfo;

/**
 * Is shown, in order, the stretches of files that a range of a piece is made of.
 *
 * @param <X> what a visit may throw
 */
@FunctionalInterface
public interface SpanVisitor<X extends Exception> {
  /**
   * One stretch.
   *
   * @param file index in the torrent's list of files; it may be padding
   * @param offset where in the file it begins, in bytes
   * @param length in bytes, at least 1
   */
  void span(int file, long offset, int length) throws X;
}
