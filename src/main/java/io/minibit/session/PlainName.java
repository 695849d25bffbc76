package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.tracker.protocol.NameMessage;

/**
 * Names that are a file's or a folder's name and nothing else, so that they cannot lead anywhere.
 */
final class PlainName {
  private PlainName() {}

  /** Whether it is one path element. */
  static boolean isPlain(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }

  /** Whether something may be registered under it. */
  static boolean isShareable(String name) {
    return isPlain(name) && NameMessage.isFilename(name);
  }

  /**
   * A name that something may be shared under.
   *
   * @throws ApiException MALFORMED, saying why it is none
   */
  static String require(String name) {
    if (!isPlain(name)) {
      throw new ApiException(
          FailureCode.MALFORMED, "a shared name is a plain file name, without folders: " + name);
    }
    if (!NameMessage.isFilename(name)) {
      throw new ApiException(
          FailureCode.MALFORMED,
          "a shared name has at most " + NameMessage.MAX_FILENAME_BYTES + " bytes of UTF-8");
    }
    return name;
  }
}
