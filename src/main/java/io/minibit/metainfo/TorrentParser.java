package io.minibit.metainfo;

import io.minibit.bencode.Bencode;
import io.minibit.bencode.BencodeException;
import io.minibit.bencode.BencodeType;
import io.minibit.bencode.BencodeValue;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads torrent files and info dictionaries.
 *
 * <p>The bytes come from strangers. Names are made safe rather than refused; what cannot be content
 * at all is refused with a message that names the place, as in {@code info.files[3].length: -45:
 * must not be negative}. Nothing is allocated by what a number promises.
 */
public final class TorrentParser {
  /**
   * The longest torrent file, in bytes: room for the hashes of both versions of the most pieces,
   * which are 104 MiB, and for as much again in files as anyone has.
   */
  public static final int MAX_LENGTH = 128 << 20;

  /** The latest date that is taken for one, the year 9999. */
  private static final long MAX_EPOCH_SECOND = 253_402_300_799L;

  private TorrentParser() {}

  /**
   * Reads a torrent file.
   *
   * @param bytes the whole file; not kept
   * @throws InvalidTorrentException if it is refused
   */
  public static Torrent parse(byte[] bytes) throws InvalidTorrentException {
    Field torrent = decode(bytes, "");
    if (!torrent.is(BencodeType.DICTIONARY)) {
      throw new InvalidTorrentException("not a torrent: the file is no dictionary");
    }
    InfoDictionary info = InfoParser.parse(torrent.need("info"));
    return new Torrent(
        info, LayersParser.parse(torrent, info), SourcesParser.parse(torrent), credits(torrent));
  }

  /**
   * Reads an info dictionary alone, as peers send it (BEP 9). Whether it has the hash that was
   * asked for is the caller's to check.
   *
   * @param bytes the bencoded dictionary; not kept
   * @throws InvalidTorrentException if it is refused
   */
  public static InfoDictionary parseInfo(byte[] bytes) throws InvalidTorrentException {
    return InfoParser.parse(decode(bytes, "info"));
  }

  private static Field decode(byte[] bytes, String name) throws InvalidTorrentException {
    if (bytes.length > MAX_LENGTH) {
      throw new InvalidTorrentException(
          "not a torrent: longer than the " + MAX_LENGTH + " bytes allowed");
    }
    try {
      BencodeValue value = Bencode.decode(bytes);
      return Field.outermost(value, name);
    } catch (BencodeException e) {
      throw new InvalidTorrentException("not a torrent: " + e.getMessage(), e);
    }
  }

  private static Credits credits(Field torrent) throws InvalidTorrentException {
    Field date = torrent.findIf("creation date", BencodeType.INTEGER);
    return new Credits(
        text(torrent, "comment"),
        text(torrent, "created by"),
        Optional.ofNullable(date == null ? null : instant(date.asLong())));
  }

  private static Instant instant(long second) {
    return second > 0 && second <= MAX_EPOCH_SECOND ? Instant.ofEpochSecond(second) : null;
  }

  private static String text(Field torrent, String key) throws InvalidTorrentException {
    Field utf8 = torrent.findIf(key + ".utf-8", BencodeType.STRING);
    Field text = utf8 != null ? utf8 : torrent.findIf(key, BencodeType.STRING);
    return text == null ? "" : text.asText();
  }
}
