package io.minibit.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the schemas say of a request is what becomes of it. */
class RequestSchemasTest {
  private static final Validator PEER = validator(RequestSchemas.peer());
  private static final Validator TRACKER = validator(RequestSchemas.tracker());

  private static Validator validator(JsonObject schema) {
    return Validator.create(
        JsonSchema.of(schema),
        new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("app://minibit"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'action':'share','path':'a'}",
        "{'action':'share','path':'a','name':null}",
        "{'action':'share'}",
        "{'action':'share','path':null}",
        "{'action':'share','path':7}",
        "{'action':'share','path':'a','surplus':1}",
        "{'action':'get','name':'a','directory':'d'}",
        "{'action':'get','name':['a']}",
        "{'action':'remove','id':'x','deleteFiles':true}",
        "{'action':'remove','id':'x','deleteFiles':'yes'}",
        "{'action':'limits','download':5}",
        "{'action':'limits','download':-5}",
        "{'action':'limits','download':1.5}",
        "{'action':'limits','download':'5'}",
        "{'action':'list'}",
        "{'action':'list','id':'x'}",
        "{'action':'details','id':'x'}",
        "{'action':'details','id':'x','filesFrom':200}",
        "{'action':'details','filesFrom':200}",
        "{'action':'details','id':'x','filesFrom':-1}",
        "{'action':'node'}",
        "{'action':'fly'}",
        "{'action':7}",
        "{}"
      })
  void ofAPeer(String text) {
    JsonObject request = new JsonObject(text.replace('\'', '"'));
    assertThat(PEER.validate(request).getValid())
        .isEqualTo(accepts(() -> ApiJson.peerRequest(request)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'action':'stats'}",
        "{'action':'names'}",
        "{'action':'names','prefix':'a'}",
        "{'action':'names','prefix':1}",
        "{'action':'seeders'}",
        "{'action':'swarm','infoHash':'00'}",
        "{'action':'list'}"
      })
  void ofATracker(String text) {
    JsonObject request = new JsonObject(text.replace('\'', '"'));
    assertThat(TRACKER.validate(request).getValid())
        .isEqualTo(accepts(() -> ApiJson.trackerRequest(request)));
  }

  private static boolean accepts(Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (ApiException refused) {
      return false;
    }
  }
}
