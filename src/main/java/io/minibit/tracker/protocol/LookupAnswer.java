package io.minibit.tracker.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.minibit.metainfo.InfoHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The answer to LOOKUP: {@code {"contents":[{"infoHash":H,"size":N,"seeders":N}],"old":[["ip",
 * port]]}}.
 *
 * @param contents one for each different content under the name
 * @param old the seeders that did not say what content they have
 */
public record LookupAnswer(List<Content> contents, List<PeerAddress> old) {
  /** More different contents under one name are noise to any reader. */
  private static final int MAX_CONTENTS = 100;

  /** Copies the lists. */
  public LookupAnswer {
    contents = List.copyOf(contents);
    old = List.copyOf(old);
  }

  /**
   * One content.
   *
   * @param infoHash its id
   * @param size bytes, where its seeders told
   * @param seeders how many have it
   */
  public record Content(InfoHash infoHash, OptionalLong size, int seeders) {
    /** Bytes that this entry takes within the array, without the comma. */
    public int bytes() {
      return json().length();
    }

    private String json() {
      String sizeField = size.isPresent() ? ",\"size\":" + size.getAsLong() : "";
      return "{\"infoHash\":\"" + infoHash + "\"" + sizeField + ",\"seeders\":" + seeders + "}";
    }
  }

  /**
   * Reads an answer of any tracker. Pairs that nobody could connect to are left out.
   *
   * @throws RefusedException when it is no JSON object with a list of sound contents
   */
  public static LookupAnswer parse(byte[] datagram) throws RefusedException {
    List<Content> contents = null;
    List<PeerAddress> old = List.of();
    try (JsonParser json = StrictJson.open(datagram)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new RefusedException(Refusal.WRONG_TYPE);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        boolean array = json.nextToken() == JsonToken.START_ARRAY;
        if (array && field.equals("contents")) {
          contents = readContents(json);
        } else if (array && field.equals("old")) {
          old = AddressPairs.read(json);
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new RefusedException(Refusal.NOT_JSON);
      }
    } catch (IOException e) {
      throw new RefusedException(Refusal.NOT_JSON);
    }
    if (contents == null) {
      throw new RefusedException(Refusal.MISSING_FIELD);
    }
    return new LookupAnswer(contents, old);
  }

  /** The datagram. */
  public byte[] toBytes() {
    String entries =
        contents.stream().map(Content::json).collect(Collectors.joining(",", "[", "]"));
    return ("{\"contents\":" + entries + ",\"old\":" + AddressPairs.write(old) + "}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static List<Content> readContents(JsonParser json) throws IOException, RefusedException {
    List<Content> contents = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new RefusedException(Refusal.WRONG_TYPE);
      }
      Content content = readContent(json);
      if (contents.size() < MAX_CONTENTS) {
        contents.add(content);
      }
    }
    return contents;
  }

  private static Content readContent(JsonParser json) throws IOException, RefusedException {
    InfoHash infoHash = null;
    OptionalLong size = OptionalLong.empty();
    long seeders = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "infoHash" -> {
          try {
            infoHash = InfoHash.parse(StrictJson.text(json));
          } catch (IllegalArgumentException notHex) {
            throw new RefusedException(Refusal.BAD_INFO_HASH);
          }
        }
        case "size" -> size = OptionalLong.of(StrictJson.longValue(json, Refusal.BAD_SIZE));
        case "seeders" -> seeders = StrictJson.longValue(json, Refusal.BAD_SIZE);
        default -> json.skipChildren();
      }
    }
    if (infoHash == null) {
      throw new RefusedException(Refusal.MISSING_FIELD);
    }
    if (size.orElse(0) < 0 || seeders < 0 || seeders > Integer.MAX_VALUE) {
      throw new RefusedException(Refusal.BAD_SIZE);
    }
    return new Content(infoHash, size, (int) seeders);
  }
}
