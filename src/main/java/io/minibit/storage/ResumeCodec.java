package io.minibit.storage;

import io.minibit.bencode.Bencode;
import io.minibit.bencode.BencodeException;
import io.minibit.bencode.BencodeValue;
import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.Digests;
import io.minibit.storage.ResumeData.FileRecord;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Resume data as bencode: a dictionary with the {@code body}, a dictionary too, and its {@code
 * sha256}, so that a file which was cut short or edited is known for what it is.
 */
final class ResumeCodec {
  private static final int FORMAT = 1;

  private ResumeCodec() {}

  static byte[] encode(ResumeData data) {
    byte[] body = body(data);
    return new BencodeWriter()
        .beginDictionary()
        .key("body")
        .encoded(ByteBuffer.wrap(body))
        .key("sha256")
        .string(Digests.sha256().digest(body))
        .end()
        .toByteArray();
  }

  private static byte[] body(ResumeData data) {
    BencodeWriter out = new BencodeWriter().beginDictionary().key("files").beginList();
    for (FileRecord file : data.files()) {
      out.beginList();
      if (file.stamp() != null) {
        out.integer(file.stamp().size())
            .integer(file.stamp().modified())
            .integer(file.foreign() ? 1 : 0);
      }
      out.end();
    }
    out.end().key("format").integer(FORMAT);
    out.key("have").string(data.have().toByteArray());
    out.key("id").string(data.id());
    out.key("partial").beginList();
    data.partial()
        .forEach(
            (piece, blocks) -> out.beginList().integer(piece).string(blocks.toByteArray()).end());
    out.end().key("pieces").integer(data.pieceCount());
    out.key("settings").beginDictionary();
    data.settings().forEach((key, value) -> out.key(key).string(value));
    out.end().key("unchecked").string(data.unchecked().toByteArray());
    return out.key("writing").integer(data.writing() ? 1 : 0).end().toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws BencodeException if it is not bencode
   * @throws IllegalArgumentException with what is wrong, for anything else that was not written so
   */
  static ResumeData decode(byte[] bytes) {
    BencodeValue root = Bencode.decode(bytes);
    BencodeValue body = member(root, "body");
    MessageDigest sha256 = Digests.sha256();
    sha256.update(body.encoded());
    if (!MessageDigest.isEqual(sha256.digest(), member(root, "sha256").asBytes())) {
      throw new IllegalArgumentException("was changed or damaged");
    }
    long format = member(body, "format").asLong();
    if (format != FORMAT) {
      throw new IllegalArgumentException("is of format " + format + ", from another version");
    }
    int pieceCount = Math.toIntExact(member(body, "pieces").asLong());
    return new ResumeData(
        member(body, "id").asText(),
        pieceCount,
        bits(member(body, "have"), pieceCount),
        bits(member(body, "unchecked"), pieceCount),
        partial(member(body, "partial"), pieceCount),
        files(member(body, "files")),
        member(body, "writing").asLong() == 1,
        settings(member(body, "settings")));
  }

  private static BencodeValue member(BencodeValue dictionary, String key) {
    BencodeValue value = dictionary.get(key);
    if (value == null) {
      throw new IllegalArgumentException("has no " + key);
    }
    return value;
  }

  private static BitSet bits(BencodeValue value, int limit) {
    BitSet bits = BitSet.valueOf(value.asBuffer());
    if (bits.length() > limit) {
      throw new IllegalArgumentException("speaks of more than the " + limit + " that there are");
    }
    return bits;
  }

  private static SortedMap<Integer, BitSet> partial(BencodeValue list, int pieceCount) {
    SortedMap<Integer, BitSet> partial = new TreeMap<>();
    for (BencodeValue entry : list.elements()) {
      var pair = entry.elements().iterator();
      int piece = Math.toIntExact(pair.next().asLong());
      if (piece < 0 || piece >= pieceCount) {
        throw new IllegalArgumentException("speaks of a piece " + piece);
      }
      partial.put(piece, BitSet.valueOf(pair.next().asBuffer()));
    }
    return partial;
  }

  private static List<FileRecord> files(BencodeValue list) {
    List<FileRecord> files = new ArrayList<>();
    for (BencodeValue entry : list.elements()) {
      var numbers = entry.elements().iterator();
      files.add(
          numbers.hasNext()
              ? new FileRecord(
                  new FileStamp(numbers.next().asLong(), numbers.next().asLong()),
                  numbers.next().asLong() == 1)
              : FileRecord.ABSENT);
    }
    return files;
  }

  private static SortedMap<String, String> settings(BencodeValue dictionary) {
    SortedMap<String, String> settings = new TreeMap<>();
    for (BencodeValue.Entry entry : dictionary.entries()) {
      settings.put(entry.key().asText(), entry.value().asText());
    }
    return settings;
  }
}
