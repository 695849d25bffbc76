package io.minibit.metainfo;

import io.minibit.bencode.BencodeType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Reads an info dictionary of either version or of both (BEP 3, 27, 47, 52). */
final class InfoParser {
  /** The version of the v2 half that is understood (BEP 52). */
  private static final int META_VERSION = 2;

  private static final int MIN_V2_PIECE_LENGTH = PieceGeometry.BLOCK_LENGTH;

  private final Field info;
  private final boolean v1;
  private final boolean v2;

  private InfoParser(Field info) throws InvalidTorrentException {
    this.info = info;
    // Before all else, as the BEP asks: a newer version must not be called broken.
    Field version = info.find("meta version");
    if (version != null && version.asLong() != META_VERSION) {
      throw version.refuse(version.asLong() + ": only version 2 is understood");
    }
    v2 = version != null;
    v1 = V1Content.isIn(info);
    if (!v1 && !v2) {
      throw info.refuse("neither pieces (v1) nor meta version (v2)");
    }
  }

  static InfoDictionary parse(Field info) throws InvalidTorrentException {
    return new InfoParser(info).parse();
  }

  private InfoDictionary parse() throws InvalidTorrentException {
    if (v2) {
      info.needSortedKeys();
    }
    byte[] bytes = bytes();
    InfoHashes hashes =
        new InfoHashes(
            v1 ? Optional.of(InfoHash.v1Of(bytes)) : Optional.empty(),
            v2 ? Optional.of(InfoHash.v2Of(bytes)) : Optional.empty());
    int pieceLength = pieceLength();
    Field nameField = nameField();
    List<FileEntry> entries = entries(nameField.asText(), pieceLength);
    boolean single = isSingleFile(entries, nameField.asText());
    String written = confinedName(nameField, single, hashes);
    String name = SafeName.tidy(written);
    checkSizes(entries, pieceLength);
    List<TorrentFile> files =
        single ? SafePaths.of(entries, "", "") : SafePaths.of(entries, name, written);
    PieceGeometry pieces =
        v1
            ? PieceGeometry.contiguous(files, pieceLength)
            : PieceGeometry.aligned(files, pieceLength);
    return new InfoDictionary(
        name,
        single,
        files,
        pieces,
        v1 ? V1Content.hashes(info, pieces.pieceCount()) : null,
        isPrivate(),
        bytes,
        hashes,
        v1 && v2 ? alias() : null);
  }

  private InfoHash alias() throws InvalidTorrentException {
    MessageDigest digest = Digests.sha1();
    info.as(BencodeType.DICTIONARY).withoutEmptyKeys(digest::update);
    return InfoHash.of(digest.digest());
  }

  private byte[] bytes() throws InvalidTorrentException {
    ByteBuffer encoded = info.as(BencodeType.DICTIONARY).encoded();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private int pieceLength() throws InvalidTorrentException {
    Field field = info.need("piece length");
    long length = field.asLong();
    if (length < 1) {
      throw field.refuse(length + ": must be positive");
    }
    if (length > PieceGeometry.MAX_PIECE_LENGTH) {
      throw field.refuse(length + ": must be at most " + PieceGeometry.MAX_PIECE_LENGTH);
    }
    if (v2 && (Long.bitCount(length) != 1 || length < MIN_V2_PIECE_LENGTH)) {
      throw field.refuse(length + ": must be a power of two and at least " + MIN_V2_PIECE_LENGTH);
    }
    return (int) length;
  }

  private Field nameField() throws InvalidTorrentException {
    Field utf8 = info.findIf("name.utf-8", BencodeType.STRING);
    return utf8 != null ? utf8 : info.need("name");
  }

  private List<FileEntry> entries(String name, int pieceLength) throws InvalidTorrentException {
    if (!v1) {
      return FileTree.files(info);
    }
    List<FileEntry> list = V1Content.files(info, name);
    return v2 ? HybridCheck.join(list, FileTree.files(info), pieceLength) : list;
  }

  /** In v2 alone, a single file is a tree of one file that is called like the torrent. */
  private boolean isSingleFile(List<FileEntry> entries, String name)
      throws InvalidTorrentException {
    return v1
        ? V1Content.isSingleFile(info)
        : entries.size() == 1 && entries.get(0).path().equals(List.of(name));
  }

  private static String confinedName(Field field, boolean single, InfoHashes hashes)
      throws InvalidTorrentException {
    String written = field.asText();
    String confined = written.isEmpty() ? null : SafeName.confine(written);
    if (confined != null) {
      return confined;
    }
    if (single) {
      throw field.refuse("'" + Field.printable(written) + "' cannot name a file");
    }
    return hashes.id().hex();
  }

  private void checkSizes(List<FileEntry> entries, int pieceLength) throws InvalidTorrentException {
    long content = 0;
    long space = 0;
    for (FileEntry entry : entries) {
      long length = entry.length();
      content = sum(entry.field(), content, entry.kind() == FileKind.PADDING ? 0 : length);
      long rest = v1 ? 0 : (pieceLength - length % pieceLength) % pieceLength;
      space = sum(entry.field(), sum(entry.field(), space, length), rest);
    }
    if (content == 0) {
      throw info.refuse("the files have no bytes at all");
    }
    long pieces = (space - 1) / pieceLength + 1;
    if (pieces > PieceGeometry.MAX_PIECES) {
      throw info.refuse(pieces + " pieces, more than the " + PieceGeometry.MAX_PIECES + " allowed");
    }
  }

  /** Adds lengths, or refuses those that no number can hold. */
  static long sum(Field field, long a, long b) throws InvalidTorrentException {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      throw new InvalidTorrentException(
          field.place() + ": the lengths add up to more than 2^63 bytes", e);
    }
  }

  private boolean isPrivate() throws InvalidTorrentException {
    Field flag = info.findIf("private", BencodeType.INTEGER);
    return flag != null && flag.asLong() == 1;
  }
}
