package io.minibit.wire;

import io.minibit.bencode.Bencode;
import io.minibit.bencode.BencodeException;
import io.minibit.bencode.BencodeType;
import io.minibit.bencode.BencodeValue;
import io.minibit.bencode.BencodeWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The handshake of the extension protocol (BEP 10). It may be repeated, and each one changes only
 * what it names. A field of a wrong type is as good as absent, since clients in the field differ.
 *
 * @param messages names of extension messages and the ids under which the sender of this handshake
 *     wants them; 0 turns one off
 * @param client name and version, as it came: escape it before it is shown; may be empty
 * @param listenPort where the sender accepts connections, on TCP
 * @param requestQueue how many requests the sender queues
 * @param largestRequest bytes that one request may ask the sender for, in whole blocks, where that
 *     is more than 16 KiB: the key {@code mb_block}, which only our own nodes know
 * @param metadataSize bytes of the info dictionary (BEP 9)
 * @param uploadOnly whether the sender wants nothing (BEP 21)
 */
public record ExtensionHandshake(
    SortedMap<String, Integer> messages,
    String client,
    OptionalInt listenPort,
    OptionalInt requestQueue,
    OptionalInt largestRequest,
    OptionalInt metadataSize,
    boolean uploadOnly) {
  /** The id of this message. */
  public static final int ID = 0;

  /** Names known to anybody are a handful; what comes behind these many is not looked at. */
  static final int MAX_MESSAGES = 64;

  private static final int MAX_NAME = 64;
  private static final int MAX_CLIENT = 128;
  private static final int MAX_ID = 255;
  private static final int MAX_PORT = 65_535;

  public ExtensionHandshake {
    messages = Collections.unmodifiableSortedMap(new TreeMap<>(messages));
  }

  /**
   * Reads one.
   *
   * @throws WireException if it is no dictionary
   */
  public static ExtensionHandshake read(ByteString payload) {
    BencodeValue dictionary = dictionary(payload.asBuffer());
    return new ExtensionHandshake(
        messages(dictionary.get("m")),
        text(dictionary.get("v")),
        integer(dictionary.get("p"), 1, MAX_PORT),
        integer(dictionary.get("reqq"), 1, Integer.MAX_VALUE),
        wholeBlocks(integer(dictionary.get("mb_block"), Limits.BLOCK, Integer.MAX_VALUE)),
        integer(dictionary.get("metadata_size"), 1, UtMetadata.MAX_METADATA),
        integer(dictionary.get("upload_only"), 1, Integer.MAX_VALUE).isPresent());
  }

  /** The message that says it. */
  public PeerMessage.Extended toMessage() {
    BencodeWriter writer = new BencodeWriter().beginDictionary().key("m").beginDictionary();
    messages.forEach((name, id) -> writer.key(name).integer(id));
    writer.end();
    largestRequest.ifPresent(bytes -> writer.key("mb_block").integer(bytes));
    metadataSize.ifPresent(size -> writer.key("metadata_size").integer(size));
    listenPort.ifPresent(port -> writer.key("p").integer(port));
    requestQueue.ifPresent(length -> writer.key("reqq").integer(length));
    if (uploadOnly) {
      writer.key("upload_only").integer(1);
    }
    if (!client.isEmpty()) {
      writer.key("v").string(client);
    }
    return new PeerMessage.Extended(ID, ByteString.of(writer.end().toByteArray()));
  }

  /** Reads a dictionary that must be there. */
  static BencodeValue dictionary(ByteBuffer payload) {
    BencodeValue value;
    try {
      value = Bencode.decodePrefix(payload);
    } catch (BencodeException e) {
      throw new WireException("extension message: " + e.getMessage());
    }
    if (value.type() != BencodeType.DICTIONARY) {
      throw new WireException("extension message: not a dictionary");
    }
    return value;
  }

  /** An integer of that range, or none. */
  static OptionalInt integer(BencodeValue value, long min, long max) {
    if (value == null || value.type() != BencodeType.INTEGER) {
      return OptionalInt.empty();
    }
    long number = value.asLong();
    return number < min || number > max ? OptionalInt.empty() : OptionalInt.of((int) number);
  }

  private static OptionalInt wholeBlocks(OptionalInt bytes) {
    return bytes.isEmpty()
        ? bytes
        : OptionalInt.of(
            Math.min(bytes.getAsInt(), Limits.MAX_NEGOTIATED_BLOCK) / Limits.BLOCK * Limits.BLOCK);
  }

  private static SortedMap<String, Integer> messages(BencodeValue value) {
    SortedMap<String, Integer> messages = new TreeMap<>();
    if (value == null || value.type() != BencodeType.DICTIONARY) {
      return messages;
    }
    for (Map.Entry<String, OptionalInt> entry : entries(value)) {
      if (messages.size() == MAX_MESSAGES) {
        break;
      }
      entry.getValue().ifPresent(id -> messages.put(entry.getKey(), id));
    }
    return messages;
  }

  private static Iterable<Map.Entry<String, OptionalInt>> entries(BencodeValue dictionary) {
    List<Map.Entry<String, OptionalInt>> entries = new ArrayList<>();
    for (BencodeValue.Entry entry : dictionary.entries()) {
      if (entry.key().length() <= MAX_NAME) {
        String name = new String(entry.key().asBytes(), StandardCharsets.ISO_8859_1);
        entries.add(Map.entry(name, integer(entry.value(), 0, MAX_ID)));
      }
    }
    return entries;
  }

  private static String text(BencodeValue value) {
    if (value == null || value.type() != BencodeType.STRING || value.length() > MAX_CLIENT) {
      return "";
    }
    return new String(value.asBytes(), StandardCharsets.UTF_8);
  }
}
