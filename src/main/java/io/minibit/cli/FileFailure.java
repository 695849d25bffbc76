package io.minibit.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;

/** What the disk refused, in one line that names the file. */
final class FileFailure {
  private FileFailure() {}

  /**
   * Describes a failure.
   *
   * @param path what was asked for, as typed; named where the failure names no file itself
   */
  static CliFailure of(IOException cause, String path) {
    if (!(cause instanceof FileSystemException e) || e.getFile() == null) {
      String message = String.valueOf(cause.getMessage());
      return new CliFailure(message.contains(": ") ? message : path + ": " + message);
    }
    return new CliFailure(e.getFile() + ": " + reason(e));
  }

  /** Describes a failure to write a file, whatever other names it bears until it is whole. */
  static CliFailure writing(IOException cause, String path) {
    return new CliFailure(
        path + ": " + (cause instanceof FileSystemException e ? reason(e) : cause.getMessage()));
  }

  private static String reason(FileSystemException e) {
    if (e.getReason() != null) {
      return e.getReason();
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "is there already";
    }
    return e instanceof FileSystemLoopException ? "a loop of links" : "cannot be read or written";
  }
}
