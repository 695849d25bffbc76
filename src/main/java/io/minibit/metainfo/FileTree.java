package io.minibit.metainfo;

import io.minibit.bencode.BencodeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the file tree of the v2 half of an info dictionary (BEP 52). The recursion is as deep as
 * the tree, which the decoder's depth limit bounds.
 */
final class FileTree {
  private static final byte[] NO_ROOT = new byte[InfoHash.V2_LENGTH];

  private final List<FileEntry> files = new ArrayList<>();
  private final List<String> path = new ArrayList<>();

  private FileTree() {}

  static List<FileEntry> files(Field info) throws InvalidTorrentException {
    Field root = info.need("file tree");
    FileTree tree = new FileTree();
    tree.readFolder(root);
    if (tree.files.isEmpty()) {
      throw root.refuse("empty");
    }
    return tree.files;
  }

  private void readFolder(Field folder) throws InvalidTorrentException {
    for (Field child : folder.entries()) {
      if (child.key().isEmpty()) {
        throw folder.refuse("a file's properties where a folder is");
      }
      path.add(child.key());
      Field properties = child.find("");
      if (properties == null) {
        readFolder(child);
      } else if (child.entries().size() > 1) {
        throw child.refuse("both a file and a folder");
      } else {
        files.add(file(properties));
      }
      path.remove(path.size() - 1);
    }
  }

  private FileEntry file(Field properties) throws InvalidTorrentException {
    Field root = properties.find("pieces root");
    byte[] hash = null;
    if (root != null) {
      if (root.as(BencodeType.STRING).length() != InfoHash.V2_LENGTH) {
        throw root.refuse(root.asBytes().length + " bytes, must be 32");
      }
      hash = root.asBytes();
      if (Arrays.equals(hash, NO_ROOT)) {
        throw root.refuse("all zeros");
      }
    }
    FileEntry file = FileEntry.read(properties, List.copyOf(path), hash);
    if (file.kind() == FileKind.PADDING) {
      throw properties.need("attr").refuse("padding has no place in a file tree");
    }
    if (file.length() > 0 && hash == null) {
      throw properties.refuse("pieces root: missing");
    }
    return file;
  }
}
