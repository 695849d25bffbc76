package io.minibit.metainfo;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Checks that both halves of a hybrid torrent describe the same files at the same places (BEP 52,
 * "Upgrade Path"), and joins them: the v1 list, padding included, with the v2 merkle roots.
 */
final class HybridCheck {
  private HybridCheck() {}

  static List<FileEntry> join(List<FileEntry> v1, List<FileEntry> v2, int pieceLength)
      throws InvalidTorrentException {
    List<FileEntry> joined = new ArrayList<>(v1.size());
    Iterator<FileEntry> tree = v2.iterator();
    long position = 0;
    long start = 0;
    for (FileEntry file : v1) {
      if (file.kind() == FileKind.PADDING) {
        joined.add(file);
      } else {
        if (!tree.hasNext()) {
          throw file.field().refuse("not in the file tree: the v1 and v2 halves differ");
        }
        joined.add(join(file, tree.next()));
        if (file.length() > 0 && position != start) {
          throw file.field().refuse("not at its v2 place: the v1 and v2 halves differ");
        }
        start = nextPiece(file, InfoParser.sum(file.field(), start, file.length()), pieceLength);
      }
      position = InfoParser.sum(file.field(), position, file.length());
    }
    if (position > start) {
      throw v1.get(v1.size() - 1).field().refuse("too much padding: the v1 and v2 halves differ");
    }
    if (tree.hasNext()) {
      throw tree.next().field().refuse("not in the v1 files: the v1 and v2 halves differ");
    }
    return joined;
  }

  private static long nextPiece(FileEntry file, long position, int pieceLength)
      throws InvalidTorrentException {
    long rest = position % pieceLength;
    return rest == 0 ? position : InfoParser.sum(file.field(), position, pieceLength - rest);
  }

  private static FileEntry join(FileEntry v1, FileEntry v2) throws InvalidTorrentException {
    if (!v1.path().equals(v2.path())) {
      throw v1.field()
          .refuse(
              "the path is another than that of "
                  + v2.field().place()
                  + ": the v1 and v2 halves differ");
    }
    if (v1.length() != v2.length() || v1.kind() != v2.kind()) {
      throw v1.field()
          .refuse(
              v1.length()
                  + " bytes, where "
                  + v2.field().place()
                  + " has "
                  + v2.length()
                  + ": the v1 and v2 halves differ");
    }
    return v1.withRootOf(v2);
  }
}
