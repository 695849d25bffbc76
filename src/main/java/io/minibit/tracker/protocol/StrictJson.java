package io.minibit.tracker.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON from strangers: bounded depth and numbers, UTF-8 only, nothing interned. */
final class StrictJson {
  /** Answers nest three deep; the rest is room for fields to come. */
  private static final int MAX_DEPTH = 16;

  /** 2^63-1 has 19 digits; the rest is room for fields to come. */
  private static final int MAX_NUMBER_CHARS = 64;

  // Field names are the sender's choice: neither interned nor kept in the shared symbol table.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private StrictJson() {}

  /**
   * A parser that stands before the first token. Decoded here, since Jackson would guess UTF-16.
   */
  static JsonParser open(byte[] bytes) throws RefusedException, IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(Refusal.NOT_UTF8);
    }
    return FACTORY.createParser(text);
  }

  /** A long in range, or an exception of the given reason. The parser stands on the value. */
  static long longValue(JsonParser json, Refusal outOfRange) throws RefusedException, IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new RefusedException(Refusal.WRONG_TYPE);
    }
    JsonParser.NumberType type = json.getNumberType();
    if (type != JsonParser.NumberType.INT && type != JsonParser.NumberType.LONG) {
      throw new RefusedException(outOfRange);
    }
    return json.getLongValue();
  }

  static String text(JsonParser json) throws RefusedException, IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new RefusedException(Refusal.WRONG_TYPE);
    }
    return json.getText();
  }
}
