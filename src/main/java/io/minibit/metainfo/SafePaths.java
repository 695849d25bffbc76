package io.minibit.metainfo;

import java.util.ArrayList;
import java.util.Arrays;
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

  /** Paths exactly as they are given away, safe or as written. */
  private final Set<String> given = new HashSet<>();

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
    String[] claimed = new String[entries.size()];
    for (int i = 0; i < claimed.length; i++) {
      claimed[i] = tidied.get(i).isEmpty() ? "" : paths.claim(entries.get(i), tidied.get(i));
    }
    paths.given.addAll(Arrays.asList(claimed));
    List<TorrentFile> files = new ArrayList<>(entries.size());
    for (int i = 0; i < claimed.length; i++) {
      files.add(paths.file(entries.get(i), claimed[i], root, writtenRoot));
    }
    return files;
  }

  private TorrentFile file(FileEntry entry, String path, String root, String writtenRoot) {
    return switch (entry.kind()) {
      case PADDING -> TorrentFile.padding(entry.length());
      case LINK -> TorrentFile.link(path, tidied(entry.linkTarget(), root));
      case REGULAR -> entry.toFile(path, written(entry, path, writtenRoot));
    };
  }

  /** The path as written, unless it is taken: what lies there would be another file's. */
  private String written(FileEntry entry, String path, String writtenRoot) {
    String written = joined(confined(entry.path()), writtenRoot);
    return written.equals(path) || !given.add(written) ? path : written;
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

  private String claim(FileEntry entry, String path) throws InvalidTorrentException {
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
        throw entry.field().refuse("too many files have the same name");
      }
    }
  }

  private boolean isFree(String path) {
    String folded = SafeName.folded(path);
    return !folders.contains(folded) && files.add(folded);
  }
}
