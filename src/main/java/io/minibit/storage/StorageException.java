package io.minibit.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * The disk did not do what a transfer needs. The message is one plain line that names the file and
 * says what is wrong; what was verified before stays verified, and the transfer may go on once the
 * cause is gone.
 */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What a caller may act upon. */
  public enum Reason {
    /** The disk is full or the quota used up; go on when there is room. */
    NO_SPACE,
    /** This process may not read or write there. */
    DENIED,
    /** Something else stands where the content should go; it was not touched. */
    OCCUPIED,
    /** A file is gone, or another program changed it; its pieces must be checked again. */
    CHANGED,
    /** The two halves of a hybrid torrent describe different content. */
    HALVES_DIFFER,
    /** All else that a disk may answer. */
    FAILED
  }

  private final Reason reason;

  StorageException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  private StorageException(Reason reason, String message, IOException cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * Says in plain words why an operation on a file failed.
   *
   * @param doing such as {@code cannot write}
   * @param file as a person knows it
   */
  static StorageException of(String doing, Object file, IOException cause) {
    if (cause instanceof StorageException known) {
      return known;
    }
    Reason reason = reason(cause);
    String what =
        switch (reason) {
          case NO_SPACE -> "no space left on the disk";
          case DENIED -> "permission denied";
          case CHANGED -> "the file is gone";
          default -> words(cause);
        };
    return new StorageException(reason, doing + " " + file + ": " + what, cause);
  }

  /** Says that the halves of a hybrid contradict each other. */
  static StorageException halvesDiffer(int piece) {
    return new StorageException(
        Reason.HALVES_DIFFER,
        "piece " + piece + ": the v1 and v2 halves of the torrent describe different content");
  }

  private static Reason reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return Reason.DENIED;
    }
    if (cause instanceof NoSuchFileException) {
      return Reason.CHANGED;
    }
    if (cause instanceof FileAlreadyExistsException) {
      return Reason.OCCUPIED;
    }
    // The platform gives no type for these, only the words of strerror.
    String words = words(cause).toLowerCase(Locale.ROOT);
    if (words.contains("no space left") || words.contains("quota exceeded")) {
      return Reason.NO_SPACE;
    }
    if (words.contains("read-only file system") || words.contains("not permitted")) {
      return Reason.DENIED;
    }
    return Reason.FAILED;
  }

  private static String words(IOException cause) {
    String message =
        cause instanceof FileSystemException known ? known.getReason() : cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  public Reason reason() {
    return reason;
  }
}
