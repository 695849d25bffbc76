package io.minibit.metainfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * A file that goes into a torrent, as it was found.
 *
 * @param path where it is
 * @param elements its path in the torrent, without the torrent's name
 * @param length in bytes
 * @param modified when it was last written
 */
record SourceFile(Path path, List<String> elements, long length, FileTime modified) {
  /**
   * Checks that the file is still as it was found.
   *
   * @throws IOException if it is not, with its name
   */
  void requireUnchanged() throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!now.isRegularFile() || now.size() != length || !now.lastModifiedTime().equals(modified)) {
      throw changed();
    }
  }

  IOException changed() {
    return new IOException(path + ": changed while it was being hashed");
  }
}
