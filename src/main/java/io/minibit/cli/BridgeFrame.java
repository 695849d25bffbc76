package io.minibit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.minibit.api.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;

/**
 * A message of the TCP event-bus bridge, as it comes from the node. Read token by token, for
 * binding objects would take longer to load than all the rest of a small request takes.
 *
 * @param type {@code message}, {@code err}, {@code pong}
 * @param address where it was sent to, null where it does not say
 * @param body the JSON object in it as one line; null where there is none
 * @param failureCode of an {@code err}, 0 where it does not say
 * @param message of an {@code err}, null where it does not say
 */
record BridgeFrame(String type, String address, String body, int failureCode, String message) {
  private static final JsonFactory JSON = new JsonFactory();

  boolean isFailure() {
    return "err".equals(type);
  }

  /**
   * What a person is told of it: the contract's code and message; the bridge's own words have none.
   *
   * @param asked the address that the request was for
   */
  CliFailure failure(String asked) {
    if (failureCode == FailureCode.UNAUTHORIZED.code()) {
      return new CliFailure(failureCode + " the token is missing or wrong; set MINIBIT_API_TOKEN");
    }
    if (failureCode > 0) {
      return new CliFailure(failureCode + " " + message);
    }
    return new CliFailure(asked + ": " + ("access_denied".equals(message) ? "not open" : message));
  }

  /**
   * Reads one.
   *
   * @throws IOException where it is no JSON object
   */
  static BridgeFrame parse(byte[] json) throws IOException {
    String type = null;
    String address = null;
    String body = null;
    int failureCode = 0;
    String message = null;
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "type" -> type = parser.getValueAsString();
          case "address" -> address = parser.getValueAsString();
          case "body" -> body = copy(parser);
          case "failureCode" -> failureCode = parser.getValueAsInt();
          case "message" -> message = parser.getValueAsString();
          default -> parser.skipChildren();
        }
      }
    }
    return new BridgeFrame(type, address, body, failureCode, message);
  }

  /**
   * Writes a request.
   *
   * @param type {@code send} or {@code register}
   * @param replyAddress null where no reply is wanted
   * @param token null where none is needed
   * @param body a JSON object, null where there is none
   */
  static byte[] encode(String type, String address, String replyAddress, String token, String body)
      throws IOException {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", type);
      json.writeStringField("address", address);
      if (replyAddress != null) {
        json.writeStringField("replyAddress", replyAddress);
      }
      if (token != null) {
        json.writeObjectFieldStart("headers");
        json.writeStringField("token", token);
        json.writeEndObject();
      }
      if (body != null) {
        json.writeFieldName("body");
        json.writeRawValue(body);
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /**
   * Makes sure that a body to be sent is one JSON object and nothing else.
   *
   * @throws CliFailure for wrong usage, naming the place
   */
  static void requireObject(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw CliFailure.usage("JSON: expected an object such as {\"action\":\"list\"}");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw malformed("something follows the object", parser.currentTokenLocation());
      }
    } catch (JsonProcessingException e) {
      throw malformed(e.getOriginalMessage(), e.getLocation());
    } catch (IOException e) {
      throw new IllegalStateException("a string cannot fail to be read", e);
    }
  }

  private static CliFailure malformed(String problem, JsonLocation location) {
    return CliFailure.usage(
        "JSON, line "
            + location.getLineNr()
            + " column "
            + location.getColumnNr()
            + ": "
            + problem);
  }

  private static String copy(JsonParser parser) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.copyCurrentStructureExact(parser);
    }
    return text.toString();
  }
}
