package io.minibit.metainfo;

/**
 * A torrent or a magnet link is refused. The message is one line for a person: the place, what is
 * there, and what is wrong with it.
 */
public final class InvalidTorrentException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidTorrentException(String message) {
    super(message);
  }

  public InvalidTorrentException(String message, Throwable cause) {
    super(message, cause);
  }
}
