package io.minibit.tracker.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.minibit.metainfo.InfoHash;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Collects the fields of one datagram, then makes the message that the action asks for. */
final class NameMessageReader {
  private String action;
  private String filename;
  private Integer port;
  private InfoHash infoHash;
  private OptionalLong size = OptionalLong.empty();

  private NameMessageReader() {}

  static NameMessage read(byte[] datagram) throws RefusedException {
    if (datagram.length == 0) {
      throw new RefusedException(Refusal.EMPTY);
    }
    if (datagram[0] != '{') {
      throw new RefusedException(Refusal.NOT_A_NAME_MESSAGE);
    }
    if (datagram.length > NameMessage.MAX_BYTES) {
      throw new RefusedException(Refusal.TOO_LONG);
    }
    NameMessageReader reader = new NameMessageReader();
    try (JsonParser json = StrictJson.open(datagram)) {
      reader.readFields(json);
      if (json.nextToken() != null) {
        throw new RefusedException(Refusal.NOT_JSON);
      }
    } catch (IOException e) {
      throw new RefusedException(Refusal.NOT_JSON);
    }
    return reader.message();
  }

  private void readFields(JsonParser json) throws IOException, RefusedException {
    Set<String> seen = new HashSet<>();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (!seen.add(field)) {
        throw new RefusedException(Refusal.DUPLICATE_KEY);
      }
      json.nextToken();
      readField(field, json);
    }
  }

  private void readField(String field, JsonParser json) throws IOException, RefusedException {
    switch (field) {
      case "action" -> action = StrictJson.text(json);
      case "filename" -> {
        filename = StrictJson.text(json);
        if (!NameMessage.isFilename(filename)) {
          throw new RefusedException(Refusal.BAD_FILENAME);
        }
      }
      case "port" -> {
        long value = StrictJson.longValue(json, Refusal.BAD_PORT);
        if (value < 1 || value > PeerAddress.MAX_PORT) {
          throw new RefusedException(Refusal.BAD_PORT);
        }
        port = (int) value;
      }
      case "infoHash" -> {
        try {
          infoHash = InfoHash.parse(StrictJson.text(json));
        } catch (IllegalArgumentException notHex) {
          throw new RefusedException(Refusal.BAD_INFO_HASH);
        }
      }
      case "size" -> {
        size = OptionalLong.of(StrictJson.longValue(json, Refusal.BAD_SIZE));
        if (size.getAsLong() < 0) {
          throw new RefusedException(Refusal.BAD_SIZE);
        }
      }
      default -> json.skipChildren();
    }
  }

  private NameMessage message() throws RefusedException {
    return switch (required(action)) {
      case "REGISTER" ->
          new NameMessage.Register(
              required(filename), required(port), Optional.ofNullable(infoHash), size);
      case "REQUEST" -> new NameMessage.Request(required(filename), Optional.ofNullable(infoHash));
      case "HEARTBEAT" -> new NameMessage.Heartbeat(required(port));
      case "EXIT" -> new NameMessage.Exit(required(port));
      case "LOOKUP" -> new NameMessage.Lookup(required(filename));
      default -> throw new RefusedException(Refusal.UNKNOWN_ACTION);
    };
  }

  private static <T> T required(T field) throws RefusedException {
    if (field == null) {
      throw new RefusedException(Refusal.MISSING_FIELD);
    }
    return field;
  }
}
