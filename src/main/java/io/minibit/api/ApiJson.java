package io.minibit.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;

/** The one place where the control interface's records become JSON and JSON becomes records. */
public final class ApiJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private ApiJson() {}

  /** A record of this room as a JSON object. */
  public static JsonObject json(Record record) {
    try {
      return new JsonObject(MAPPER.writeValueAsString(record));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a record of the api: " + record.getClass(), e);
    }
  }

  /**
   * Reads a reply or an event.
   *
   * @throws ApiException MALFORMED, when it is not one
   */
  public static <T extends Record> T read(JsonObject json, Class<T> type) {
    return parse(json, type);
  }

  /**
   * Reads a request of a peer.
   *
   * @param body what came in; anything but a sound {@link JsonObject} is refused
   * @throws ApiException MALFORMED, saying what is wrong
   */
  public static PeerRequest peerRequest(Object body) {
    return parse(body, PeerRequest.class);
  }

  /**
   * Reads a request of a tracker.
   *
   * @param body what came in; anything but a sound {@link JsonObject} is refused
   * @throws ApiException MALFORMED, saying what is wrong
   */
  public static TrackerRequest trackerRequest(Object body) {
    return parse(body, TrackerRequest.class);
  }

  /**
   * Reads a request that goes to the peers of a cluster.
   *
   * @param body what came in; anything but a sound {@link JsonObject} is refused
   * @throws ApiException MALFORMED, saying what is wrong
   */
  public static PeersRequest peersRequest(Object body) {
    return parse(body, PeersRequest.class);
  }

  private static <T> T parse(Object body, Class<T> type) {
    if (!(body instanceof JsonObject json)) {
      throw malformed("the request must be a JSON object, such as {\"action\":\"list\"}");
    }
    try {
      return MAPPER.readValue(json.encode(), type);
    } catch (UnrecognizedPropertyException e) {
      throw malformed(
          "unknown field \"" + e.getPropertyName() + "\"; known are " + e.getKnownPropertyIds());
    } catch (InvalidTypeIdException e) {
      throw malformed(
          e.getTypeId() == null ? "action is missing" : "unknown action \"" + e.getTypeId() + "\"");
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof ApiException refused) {
        throw refused;
      }
      String field =
          e.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .map(String::valueOf)
              .collect(Collectors.joining("."));
      throw malformed(field.isEmpty() ? e.getOriginalMessage() : field + ": wrong type or missing");
    } catch (JsonProcessingException e) {
      throw malformed(e.getOriginalMessage());
    }
  }

  private static ApiException malformed(String message) {
    return new ApiException(FailureCode.MALFORMED, message);
  }
}
