package io.minibit.metainfo;

import io.minibit.bencode.BencodeException;
import io.minibit.bencode.BencodeType;
import io.minibit.bencode.BencodeValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of a torrent together with its place in it, such as {@code info.files[3].length}, so that
 * a refusal can name the place. The place is put into words only when it is needed.
 */
final class Field {
  /** A foreign key is quoted no further than this in a message. */
  private static final int MAX_QUOTED = 60;

  private final BencodeValue value;
  private final Field parent;
  private final String key;
  private final int index;

  /** The key as it was read, where this was found by going through a dictionary. */
  private final BencodeValue readKey;

  private Field(BencodeValue value, Field parent, String key, int index, BencodeValue readKey) {
    this.value = value;
    this.parent = parent;
    this.key = key;
    this.index = index;
    this.readKey = readKey;
  }

  /** The outermost dictionary; fields in it are named by their key alone, or after a name. */
  static Field outermost(BencodeValue value, String name) {
    return new Field(value, null, name, -1, null);
  }

  /** A field of this dictionary, or null if it is not there. */
  Field find(String name) throws InvalidTorrentException {
    BencodeValue found = as(BencodeType.DICTIONARY).get(name);
    return found == null ? null : new Field(found, this, name, -1, null);
  }

  /** A field of this dictionary that must be there. */
  Field need(String name) throws InvalidTorrentException {
    Field found = find(name);
    if (found == null) {
      throw new InvalidTorrentException(
          new Field(value, this, name, -1, null).place() + ": missing");
    }
    return found;
  }

  /** A field of this dictionary, or null if it is not there or of another type. */
  Field findIf(String name, BencodeType type) throws InvalidTorrentException {
    Field found = find(name);
    return found != null && found.is(type) ? found : null;
  }

  boolean is(BencodeType type) {
    return value.type() == type;
  }

  /** The elements of this list. */
  List<Field> elements() throws InvalidTorrentException {
    List<Field> fields = new ArrayList<>();
    for (BencodeValue element : as(BencodeType.LIST).elements()) {
      fields.add(new Field(element, this, null, fields.size(), null));
    }
    return fields;
  }

  /** The values of this dictionary; {@link #key} tells each one's key. */
  List<Field> entries() throws InvalidTorrentException {
    List<Field> fields = new ArrayList<>();
    for (BencodeValue.Entry entry : as(BencodeType.DICTIONARY).entries()) {
      fields.add(new Field(entry.value(), this, entry.key().asText(), -1, entry.key()));
    }
    return fields;
  }

  String key() {
    return key;
  }

  /** The bytes of the key of one of the {@link #entries}. */
  ByteBuffer rawKey() {
    return readKey.asBuffer();
  }

  long asLong() throws InvalidTorrentException {
    return as(BencodeType.INTEGER).asLong();
  }

  String asText() throws InvalidTorrentException {
    return as(BencodeType.STRING).asText();
  }

  byte[] asBytes() throws InvalidTorrentException {
    return as(BencodeType.STRING).asBytes();
  }

  /** Checks the order of keys here and below, as BEP 52 asks. */
  void needSortedKeys() throws InvalidTorrentException {
    try {
      value.requireSortedKeys();
    } catch (BencodeException e) {
      throw refuse(e.getMessage());
    }
  }

  /** The value itself, once its type is known to be right. */
  BencodeValue as(BencodeType type) throws InvalidTorrentException {
    if (value.type() != type) {
      throw refuse("must be " + type + ", is " + value.type());
    }
    return value;
  }

  /** A refusal that names this place. */
  InvalidTorrentException refuse(String problem) {
    return new InvalidTorrentException(place() + ": " + problem);
  }

  String place() {
    String last = key == null ? "[" + index + "]" : printable(key);
    if (parent == null || parent.place().isEmpty()) {
      return last;
    }
    return parent.place() + (key == null ? "" : ".") + last;
  }

  /** A foreign key as a message may show it: plain ASCII, and not long. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < text.length() && i < MAX_QUOTED; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        printable.append(c);
      } else {
        printable.append("\\u%04x".formatted((int) c));
      }
    }
    return printable.append(text.length() > MAX_QUOTED ? "..." : "").toString();
  }
}
