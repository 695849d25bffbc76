package io.minibit.metainfo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives every file of a torrent a path of its own that is safe to create.
 *
 * <p>Elements are made safe one by one. A path that another file or a folder has already, also
 * after case folding and Unicode normalisation, gets a number before its extension: {@code
 * foo.1.txt}. The same torrent always gives the same paths.
 */
final class SafePaths {
  /**
   * Numbers that are taken too, in the whole torrent, before it is refused (libtorrent's {@code
   * max_duplicate_filenames}): a torrent of equal names is an attack.
   */
  static final int MAX_FAILED_TRIES = 500;

  private final Set<String> files = new HashSet<>();
  private final Set<String> folders = new HashSet<>();
  private int failedTries;

  private SafePaths() {}

  /**
   * Turns entries into files.
   *
   * @param root the torrent's folder, a safe name, or empty where the one entry is the whole
   *     content
   * @param writtenRoot that folder as the torrent writes it, confined
   */
  static List<TorrentFile> of(List<FileEntry> entries, String root, String writtenRoot)
      throws InvalidTorrentException {
    SafePaths paths = new SafePaths();
    List<String> tidied = new ArrayList<>(entries.size());
    for (FileEntry entry : entries) {
      String path = entry.kind() == FileKind.PADDING ? "" : tidied(entry.path(), root);
      tidied.add(path);
      paths.addFoldersOf(path);
    }
    List<TorrentFile> files = new ArrayList<>(entries.size());
    for (int i = 0; i < tidied.size(); i++) {
      FileEntry entry = entries.get(i);
      files.add(
          entry.kind() == FileKind.PADDING
              ? TorrentFile.padding(entry.length())
              : file(entry, paths.claim(entry.field(), tidied.get(i)), root, writtenRoot));
    }
    return files;
  }

  private static TorrentFile file(FileEntry entry, String path, String root, String writtenRoot) {
    if (entry.kind() == FileKind.LINK) {
      return TorrentFile.link(path, tidied(entry.linkTarget(), root));
    }
    return entry.toFile(path, joined(confined(entry.path()), writtenRoot));
  }

  private static List<String> confined(List<String> elements) {
    List<String> confined = new ArrayList<>(elements.size());
    for (String element : elements) {
      String name = SafeName.confine(element);
      if (name != null) {
        confined.add(name);
      }
    }
    if (confined.isEmpty()) {
      confined.add(SafeName.PLACEHOLDER);
    }
    return confined;
  }

  private static String tidied(List<String> elements, String root) {
    List<String> names = confined(elements);
    names.replaceAll(SafeName::tidy);
    return joined(names, root);
  }

  private static String joined(List<String> names, String root) {
    return root.isEmpty() ? String.join("/", names) : root + "/" + String.join("/", names);
  }

  private void addFoldersOf(String path) {
    String folded = SafeName.folded(path);
    for (int slash = folded.lastIndexOf('/');
        slash > 0;
        slash = folded.lastIndexOf('/', slash - 1)) {
      if (!folders.add(folded.substring(0, slash))) {
        return;
      }
    }
  }

  private String claim(Field field, String path) throws InvalidTorrentException {
    if (isFree(path)) {
      return path;
    }
    int name = path.lastIndexOf('/') + 1;
    for (int number = 1; ; number++) {
      String other = path.substring(0, name) + SafeName.numbered(path.substring(name), number);
      if (isFree(other)) {
        return other;
      }
      if (++failedTries > MAX_FAILED_TRIES) {
        throw field.refuse("too many files have the same name");
      }
    }
  }

  private boolean isFree(String path) {
    String folded = SafeName.folded(path);
    return !folders.contains(folded) && files.add(folded);
  }
}
