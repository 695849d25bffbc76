package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders that requests may name. A path outside is answered like one that does not exist, so
 * that nobody learns what else is on the disk; links are followed before that is decided.
 *
 * <p>All methods touch the disk: not for event loops.
 */
public final class AllowedFolders {
  private final Path home;
  private final List<Path> roots;

  private AllowedFolders(Path home, List<Path> roots) {
    this.home = home;
    this.roots = roots;
  }

  /**
   * The folders of a peer.
   *
   * @param home where relative paths begin; created when missing
   * @param others allowed too
   * @throws IOException when one of them cannot be had
   */
  public static AllowedFolders of(Path home, List<Path> others) throws IOException {
    Files.createDirectories(home);
    List<Path> roots = new ArrayList<>();
    roots.add(home.toRealPath());
    for (Path other : others) {
      roots.add(other.toRealPath());
    }
    return new AllowedFolders(roots.get(0), List.copyOf(roots));
  }

  /** Where relative paths begin. */
  public Path home() {
    return home;
  }

  /**
   * An existing file or folder.
   *
   * @throws ApiException NOT_FOUND when there is none, or it lies outside
   */
  public Path existing(String path) {
    try {
      Path real = home.resolve(path).toRealPath();
      if (allowed(real)) {
        return real;
      }
    } catch (IOException | InvalidPathException e) {
      // Answered below: to the one who asks there is no difference.
    }
    throw notFound(path);
  }

  /**
   * A folder to download into; created when missing.
   *
   * @param path null for the home
   * @throws ApiException NOT_FOUND when it lies outside, CONFLICT when it cannot be made
   */
  public Path folder(String path) {
    if (path == null) {
      return home;
    }
    Path wanted;
    try {
      wanted = home.resolve(path).normalize();
      Path known = wanted;
      while (known != null && !Files.exists(known)) {
        known = known.getParent();
      }
      if (known == null || !allowed(known.toRealPath())) {
        throw notFound(path);
      }
    } catch (IOException | InvalidPathException e) {
      throw notFound(path);
    }
    try {
      return Files.createDirectories(wanted).toRealPath();
    } catch (IOException e) {
      throw new ApiException(FailureCode.CONFLICT, path + " is no folder and cannot become one");
    }
  }

  private boolean allowed(Path real) {
    return roots.stream().anyMatch(real::startsWith);
  }

  private static ApiException notFound(String path) {
    return new ApiException(
        FailureCode.NOT_FOUND, path + ": no such file or folder in the allowed directories");
  }
}
