package io.minibit.metainfo;

import java.util.List;

/** A file as a torrent lists it, before its path is made safe. */
final class FileEntry {
  /** Deeper than any tree that people make; what the file tree's nesting can hold at most. */
  static final int MAX_DEPTH = 100;

  private final Field field;
  private final List<String> path;
  private final long length;
  private final FileKind kind;
  private final boolean executable;
  private final byte[] piecesRoot;
  private final List<String> linkTarget;

  private FileEntry(
      Field field,
      List<String> path,
      long length,
      FileKind kind,
      boolean executable,
      byte[] piecesRoot,
      List<String> linkTarget) {
    this.field = field;
    this.path = path;
    this.length = length;
    this.kind = kind;
    this.executable = executable;
    this.piecesRoot = piecesRoot;
    this.linkTarget = linkTarget;
  }

  /** Reads what v1 lists and v2 trees have in common (BEP 47): length, attributes and link. */
  static FileEntry read(Field file, List<String> path, byte[] piecesRoot)
      throws InvalidTorrentException {
    String attributes = attributes(file);
    boolean link = attributes.indexOf('l') >= 0;
    boolean padding = attributes.indexOf('p') >= 0;
    return new FileEntry(
        file,
        padding ? List.of() : path,
        length(file, link),
        link ? FileKind.LINK : padding ? FileKind.PADDING : FileKind.REGULAR,
        attributes.indexOf('x') >= 0,
        piecesRoot,
        link ? texts(file.need("symlink path")) : List.of());
  }

  static String attributes(Field file) throws InvalidTorrentException {
    Field attributes = file.find("attr");
    return attributes == null ? "" : attributes.asText();
  }

  /** A link has no length of its own, and may leave it out. */
  private static long length(Field file, boolean link) throws InvalidTorrentException {
    if (link && file.find("length") == null) {
      return 0;
    }
    Field field = file.need("length");
    long length = field.asLong();
    if (length < 0) {
      throw field.refuse(length + ": must not be negative");
    }
    if (link && length > 0) {
      throw field.refuse(length + ": a symbolic link has no bytes");
    }
    return length;
  }

  /** The elements of a path. */
  static List<String> texts(Field list) throws InvalidTorrentException {
    List<Field> elements = list.elements();
    if (elements.size() > MAX_DEPTH) {
      throw list.refuse(elements.size() + " elements, more than " + MAX_DEPTH);
    }
    String[] texts = new String[elements.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = elements.get(i).asText();
    }
    return List.of(texts);
  }

  /** This entry of a v1 list with the merkle root that its counterpart in the v2 tree has. */
  FileEntry withRootOf(FileEntry v2) {
    return new FileEntry(field, path, length, kind, executable, v2.piecesRoot, linkTarget);
  }

  /** Its place in the torrent. */
  Field field() {
    return field;
  }

  /** Elements as written; empty for padding. */
  List<String> path() {
    return path;
  }

  /** In bytes. */
  long length() {
    return length;
  }

  FileKind kind() {
    return kind;
  }

  /** Elements of a link's target, as written; empty for all else. */
  List<String> linkTarget() {
    return linkTarget;
  }

  /** What this becomes under the paths that were found for it. */
  TorrentFile toFile(String safePath, String writtenPath) {
    TorrentFile file = TorrentFile.regular(safePath, length, executable).writtenAs(writtenPath);
    return piecesRoot == null || length == 0 ? file : file.withPiecesRoot(piecesRoot);
  }
}
