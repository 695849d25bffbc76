package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the disk refused, in words for a person and a code for a program. */
final class DiskFailure {
  private DiskFailure() {}

  /**
   * Describes a failure.
   *
   * @param path what was read or written
   */
  static ApiException of(IOException cause, Path path) {
    if (cause instanceof FileAlreadyExistsException e) {
      return new ApiException(
          FailureCode.CONFLICT,
          path + " " + (e.getReason() == null ? "exists" : e.getReason()) + "; it was left alone");
    }
    if (cause instanceof AccessDeniedException) {
      return new ApiException(FailureCode.CONFLICT, path + ": permission denied");
    }
    if (cause instanceof NoSuchFileException) {
      return new ApiException(FailureCode.NOT_FOUND, path + ": no such file");
    }
    // The JDK has no exception of its own for a full disk; these are the texts of the systems.
    String text = String.valueOf(cause.getMessage());
    if (text.contains("No space left")
        || text.contains("not enough space")
        || text.contains("Disk quota")) {
      return new ApiException(
          FailureCode.NO_SPACE,
          "no space left on the disk of " + path.getParent() + "; free some and try again");
    }
    String reason =
        cause instanceof FileSystemException e && e.getReason() != null ? e.getReason() : text;
    return new ApiException(FailureCode.CONFLICT, path + ": " + reason);
  }
}
