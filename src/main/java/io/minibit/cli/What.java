package io.minibit.cli;

import io.minibit.api.PeerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells apart what {@code get} can be given: a shared name, a magnet, a torrent, an info hash. */
final class What {
  /** SHA-1 of a v1 torrent or SHA-256 of a v2 one. */
  private static final Pattern INFO_HASH = Pattern.compile("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");

  private What() {}

  /**
   * The request for it, under its own name.
   *
   * @param what as typed
   * @param directory where the data lands
   * @param sequential whether its pieces are fetched in order
   */
  static PeerRequest.Get request(String what, Path directory, boolean sequential) {
    if (what.isEmpty()) {
      throw new CliFailure("what to get is empty; name a file, a magnet link, or a torrent");
    }
    String folder = directory.toString();
    Boolean pieces = sequential ? Boolean.TRUE : null;
    if (what.startsWith("magnet:")) {
      return new PeerRequest.Get(null, what, null, null, folder, "", pieces);
    }
    if (INFO_HASH.matcher(what).matches()) {
      return new PeerRequest.Get(null, null, null, what, folder, "", pieces);
    }
    if (what.endsWith(".torrent")) {
      Path file = Paths.parse(what);
      // A name may end like that too, so only a file that is there is taken for one.
      if (Files.isRegularFile(file)) {
        return new PeerRequest.Get(
            null, null, file.toAbsolutePath().toString(), null, folder, "", pieces);
      }
      if (what.indexOf('/') >= 0) {
        throw new CliFailure(what + ": no such file");
      }
    }
    return new PeerRequest.Get(what, null, null, null, folder, "", pieces);
  }
}
