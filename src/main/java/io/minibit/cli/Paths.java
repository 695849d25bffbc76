package io.minibit.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths as they are typed. */
final class Paths {
  private Paths() {}

  /**
   * The absolute path, without {@code .} and {@code ..}; links are left as they are.
   *
   * @throws CliFailure where this system cannot spell it, as with umlauts in the locale {@code C}
   */
  static Path parse(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException malformed) {
      throw new CliFailure(
          text + ": no path in this locale; where it is not ASCII, set LC_ALL=C.UTF-8");
    }
  }
}
