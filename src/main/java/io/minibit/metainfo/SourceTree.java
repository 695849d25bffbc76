package io.minibit.metainfo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The files under a path, in the order of a v2 file tree: folder by folder, names by their UTF-8
 * bytes. The same content gives the same order on every computer.
 *
 * <p>The path itself may be a symbolic link. Links below it are left out, wherever they lead, since
 * a link may lead to what was never meant to be shared, and since what is not followed when a file
 * is stored must not be followed when it is read. Sockets, pipes and devices are left out as well.
 */
final class SourceTree {
  private static final Comparator<Path> BY_NAME =
      Comparator.comparing(
          path -> path.getFileName().toString().getBytes(StandardCharsets.UTF_8),
          Arrays::compareUnsigned);

  private final String name;
  private final boolean singleFile;
  private final Path except;
  private final List<SourceFile> files = new ArrayList<>();
  private final List<Path> leftOut = new ArrayList<>();
  private long totalLength;

  private SourceTree(String name, boolean singleFile, Path except) {
    this.name = name;
    this.singleFile = singleFile;
    this.except = except;
  }

  /**
   * Looks what is there.
   *
   * @param path a file or a folder
   * @param name what to call it instead of its last element, or null
   * @param except the real path of a file in the folder that is passed over, or null
   * @throws IOException if something cannot be read or has a name that no torrent can carry
   */
  static SourceTree scan(Path path, String name, Path except) throws IOException {
    Path last = path.toAbsolutePath().normalize().getFileName();
    if (last == null) {
      throw new IOException(path + ": has no name that a torrent could bear");
    }
    Path real = path.toRealPath();
    BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
    String called = name == null ? usable(last) : name;
    SourceTree tree = new SourceTree(called, attributes.isRegularFile(), except);
    if (attributes.isDirectory()) {
      tree.addFolder(real, List.of());
    } else if (attributes.isRegularFile()) {
      tree.add(real, List.of(tree.name), attributes);
    } else {
      throw new IOException(path + ": neither a file nor a folder");
    }
    if (tree.totalLength == 0) {
      throw new IOException(path + ": has no bytes, and a torrent needs at least one");
    }
    return tree;
  }

  private void addFolder(Path folder, List<String> elements) throws IOException {
    if (elements.size() == FileEntry.MAX_DEPTH) {
      throw new IOException(folder + ": deeper than " + FileEntry.MAX_DEPTH + " folders");
    }
    for (Path child : sortedChildren(folder)) {
      BasicFileAttributes attributes =
          Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (child.equals(except)) {
        continue;
      }
      if (attributes.isDirectory()) {
        addFolder(child, appended(elements, usable(child)));
      } else if (attributes.isRegularFile()) {
        add(child, appended(elements, usable(child)), attributes);
      } else {
        leftOut.add(child);
      }
    }
  }

  private void add(Path file, List<String> elements, BasicFileAttributes attributes) {
    files.add(new SourceFile(file, elements, attributes.size(), attributes.lastModifiedTime()));
    totalLength = Math.addExact(totalLength, attributes.size());
  }

  private static List<Path> sortedChildren(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    children.sort(BY_NAME);
    return children;
  }

  private static List<String> appended(List<String> elements, String last) {
    List<String> all = new ArrayList<>(elements);
    all.add(last);
    return List.copyOf(all);
  }

  /** The name of a file, if others who get it in a torrent can store the file under it. */
  private static String usable(Path path) throws IOException {
    String name = path.getFileName().toString();
    if (name.indexOf('\ufffd') >= 0) {
      throw new IOException(
          path + ": the name is not UTF-8, or the locale is not; rename it or set LC_ALL=C.UTF-8");
    }
    if (name.indexOf('\\') >= 0) {
      throw new IOException(
          path + ": a backslash in a name separates folders elsewhere; rename it");
    }
    return name;
  }

  String name() {
    return name;
  }

  boolean isSingleFile() {
    return singleFile;
  }

  List<SourceFile> files() {
    return files;
  }

  List<Path> leftOut() {
    return leftOut;
  }

  long totalLength() {
    return totalLength;
  }
}
