package io.minibit.metainfo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.minibit.bencode.BencodeWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Torrents for tests, from maps and lists; a string stands for itself in UTF-8. */
final class Bencoded {
  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(java.nio.charset.StandardCharsets.UTF_8),
              b.getBytes(java.nio.charset.StandardCharsets.UTF_8));

  private Bencoded() {}

  /** A dictionary of keys and values in turns; a null value leaves its key out. */
  static Map<String, Object> dict(Object... keysAndValues) {
    Map<String, Object> map = new TreeMap<>(BY_BYTES);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      if (keysAndValues[i + 1] != null) {
        map.put((String) keysAndValues[i], keysAndValues[i + 1]);
      }
    }
    return map;
  }

  /** A copy of a dictionary with one key changed, or left out for null. */
  static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> copy = new TreeMap<>(BY_BYTES);
    copy.putAll(map);
    if (value == null) {
      copy.remove(key);
    } else {
      copy.put(key, value);
    }
    return copy;
  }

  static byte[] encode(Object value) {
    BencodeWriter writer = new BencodeWriter();
    write(writer, value);
    return writer.toByteArray();
  }

  /** Bytes given as the characters U+0000 to U+00FF, for what no encoder would write. */
  static byte[] raw(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  private static void write(BencodeWriter writer, Object value) {
    if (value instanceof Map<?, ?> map) {
      writer.beginDictionary();
      map.forEach(
          (key, inner) -> {
            writer.key((String) key);
            write(writer, inner);
          });
      writer.end();
    } else if (value instanceof List<?> list) {
      writer.beginList();
      list.forEach(inner -> write(writer, inner));
      writer.end();
    } else if (value instanceof Number number) {
      writer.integer(number.longValue());
    } else if (value instanceof byte[] bytes) {
      writer.string(bytes);
    } else if (value instanceof ByteBuffer encoded) {
      writer.encoded(encoded);
    } else {
      writer.string((String) value);
    }
  }

  /** A v1 torrent of several files; lengths as given, one piece of 16 MiB. */
  static byte[] v1(String name, List<Map<String, Object>> files) {
    return encode(dict("info", v1Info(name, files)));
  }

  static Map<String, Object> v1Info(String name, List<Map<String, Object>> files) {
    return dict("files", files, "name", name, "piece length", 16 << 20, "pieces", new byte[20]);
  }

  static Map<String, Object> file(long length, String... path) {
    return dict("length", length, "path", List.of(path));
  }

  static Map<String, Object> pad(long length) {
    return dict("attr", "p", "length", length, "path", List.of(".pad", "" + length));
  }

  /** A file of a v2 tree; its root is made of one byte. */
  static Map<String, Object> leaf(long length, int root) {
    return dict("", dict("length", length, "pieces root", length == 0 ? null : hash(root)));
  }

  static byte[] hash(int fill) {
    byte[] hash = new byte[32];
    Arrays.fill(hash, (byte) fill);
    return hash;
  }

  static Map<String, Object> v2Info(String name, Map<String, Object> tree, int pieceLength) {
    return dict("file tree", tree, "meta version", 2, "name", name, "piece length", pieceLength);
  }
}
