package io.minibit.wire;

import io.minibit.bencode.BencodeValue;
import io.minibit.bencode.BencodeWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;

/** Messages of {@code ut_metadata}: the info dictionary in blocks of 16 KiB (BEP 9). */
public sealed interface UtMetadata {
  /** The name in the extension handshake. */
  String NAME = "ut_metadata";

  /** Every block but the last has as many bytes. */
  int BLOCK = 16 * 1024;

  /**
   * Larger info dictionaries are not fetched; one of 2^21 v1 pieces has 40 MiB and needs a file.
   */
  int MAX_METADATA = 16 << 20;

  /** Which block it is about. */
  int block();

  /** Wants a block. */
  record Request(int block) implements UtMetadata {}

  /**
   * A block.
   *
   * @param totalSize of the info dictionary, in bytes
   */
  record Data(int block, int totalSize, ByteString bytes) implements UtMetadata {}

  /** That block will not be given. */
  record Reject(int block) implements UtMetadata {}

  /**
   * Reads one.
   *
   * @return null for a kind that nobody here knows, which BEP 9 says to ignore
   * @throws WireException if it makes no sense
   */
  static UtMetadata read(ByteString payload) {
    ByteBuffer bytes = payload.asBuffer();
    BencodeValue dictionary = ExtensionHandshake.dictionary(bytes);
    OptionalInt kind = ExtensionHandshake.integer(dictionary.get("msg_type"), 0, Integer.MAX_VALUE);
    OptionalInt block =
        ExtensionHandshake.integer(dictionary.get("piece"), 0, MAX_METADATA / BLOCK - 1);
    if (kind.isEmpty() || block.isEmpty()) {
      throw new WireException("ut_metadata without a kind, or of a block that cannot be");
    }
    return switch (kind.getAsInt()) {
      case 0 -> new Request(block.getAsInt());
      case 1 -> data(block.getAsInt(), dictionary, bytes);
      case 2 -> new Reject(block.getAsInt());
      default -> null;
    };
  }

  private static Data data(int block, BencodeValue dictionary, ByteBuffer payload) {
    OptionalInt size = ExtensionHandshake.integer(dictionary.get("total_size"), 1, MAX_METADATA);
    if (size.isEmpty()) {
      throw new WireException("ut_metadata without a size that can be");
    }
    byte[] bytes = new byte[payload.limit() - dictionary.end()];
    payload.get(dictionary.end(), bytes);
    long begin = (long) block * BLOCK;
    if (begin >= size.getAsInt() || bytes.length != Math.min(BLOCK, size.getAsInt() - begin)) {
      throw new WireException(
          "ut_metadata block " + block + " of " + bytes.length + " bytes in " + size.getAsInt());
    }
    return new Data(block, size.getAsInt(), ByteString.of(bytes));
  }

  /**
   * The message that says it.
   *
   * @param id under which the receiver wants it
   */
  default PeerMessage.Extended toMessage(int id) {
    int kind = this instanceof Request ? 0 : this instanceof Data ? 1 : 2;
    BencodeWriter writer =
        new BencodeWriter()
            .beginDictionary()
            .key("msg_type")
            .integer(kind)
            .key("piece")
            .integer(block());
    if (!(this instanceof Data data)) {
      return new PeerMessage.Extended(id, ByteString.of(writer.end().toByteArray()));
    }
    byte[] head = writer.key("total_size").integer(data.totalSize()).end().toByteArray();
    byte[] whole = Arrays.copyOf(head, head.length + data.bytes().length());
    data.bytes().asBuffer().get(whole, head.length, data.bytes().length());
    return new PeerMessage.Extended(id, ByteString.of(whole));
  }
}
