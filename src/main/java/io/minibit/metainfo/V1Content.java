package io.minibit.metainfo;

import io.minibit.bencode.BencodeType;
import java.util.ArrayList;
import java.util.List;

/** Reads the files and the piece hashes of the v1 half of an info dictionary (BEP 3, BEP 47). */
final class V1Content {
  private V1Content() {}

  /** Whether there is a v1 half. */
  static boolean isIn(Field info) throws InvalidTorrentException {
    return info.find("pieces") != null;
  }

  /** Whether the content is one file named by {@code name}. */
  static boolean isSingleFile(Field info) throws InvalidTorrentException {
    return info.find("files") == null;
  }

  static List<FileEntry> files(Field info, String name) throws InvalidTorrentException {
    if (isSingleFile(info)) {
      FileEntry file = FileEntry.read(info, List.of(name), null);
      if (file.kind() != FileKind.REGULAR) {
        throw info.need("attr").refuse("the only file must have content");
      }
      return List.of(file);
    }
    Field list = info.need("files");
    List<Field> fields = list.elements();
    if (fields.isEmpty()) {
      throw list.refuse("empty");
    }
    List<FileEntry> files = new ArrayList<>(fields.size());
    for (Field field : fields) {
      files.add(file(field));
    }
    return files;
  }

  private static FileEntry file(Field field) throws InvalidTorrentException {
    if (FileEntry.attributes(field).indexOf('p') >= 0) {
      return FileEntry.read(field, List.of(), null);
    }
    // Old programs wrote "path" in the encoding of the place, and this beside it.
    Field path = field.findIf("path.utf-8", BencodeType.LIST);
    if (path == null) {
      path = field.need("path");
    }
    List<String> elements = FileEntry.texts(path);
    if (elements.isEmpty()) {
      throw path.refuse("empty");
    }
    return FileEntry.read(field, elements, null);
  }

  /** The hashes, which must be as many as the pieces. */
  static PieceHashes hashes(Field info, int pieceCount) throws InvalidTorrentException {
    Field pieces = info.need("pieces");
    int length = pieces.as(BencodeType.STRING).length();
    long expected = (long) pieceCount * InfoHash.V1_LENGTH;
    if (length != expected) {
      throw pieces.refuse(length + " bytes, where " + pieceCount + " pieces need " + expected);
    }
    return new PieceHashes(pieces.asBytes());
  }
}
