package io.minibit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiJsonTest {
  private static final Transfer TRANSFER =
      new Transfer(
          "old:a.txt",
          "a.txt",
          null,
          TransferState.DOWNLOADING,
          0.5,
          false,
          1,
          2,
          3,
          4,
          5,
          6,
          null,
          "/data",
          null,
          null,
          null);

  @Test
  void aRequestBecomesItsRecord() {
    assertThat(ApiJson.peerRequest(new JsonObject("{\"action\":\"get\",\"name\":\"example.txt\"}")))
        .isEqualTo(new PeerRequest.Get("example.txt", null, null, null, null, null, null));
    assertThat(ApiJson.peerRequest(new JsonObject("{\"action\":\"list\"}")))
        .isEqualTo(new PeerRequest.ListTransfers());
    assertThat(ApiJson.trackerRequest(new JsonObject("{\"action\":\"names\",\"prefix\":\"a\"}")))
        .isEqualTo(new TrackerRequest.Names("a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | action is missing",
        "{\"action\":\"fly\"} | unknown action \"fly\"",
        "{\"action\":1} | unknown action \"1\"",
        "{\"action\":\"share\"} | path is missing",
        "{\"action\":\"share\",\"path\":null} | path is missing",
        "{\"action\":\"share\",\"path\":\"\"} | path must not be empty",
        "{\"action\":\"share\",\"path\":5} | path must be a string",
        "{\"action\":\"share\",\"path\":{}} | path must be a string",
        "{\"action\":\"share\",\"path\":\"a\\u0000b\"} | path must not contain NUL",
        "{\"action\":\"get\"} | needs exactly one of name, magnet, torrent, infoHash",
        "{\"action\":\"get\",\"name\":\"a\",\"magnet\":\"b\"} | needs exactly one of name, magnet, torrent, infoHash",
        "{\"action\":\"remove\",\"id\":\"x\",\"deleteFiles\":\"yes\"} | deleteFiles must be true or false",
        "{\"action\":\"limits\",\"upload\":-1} | upload must not be negative",
        "{\"action\":\"limits\",\"upload\":1.5} | upload must be an integer",
      })
  void aMalformedRequestIsRefusedByName(String json, String message) {
    assertThatThrownBy(() -> ApiJson.peerRequest(new JsonObject(json)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MALFORMED))
        .hasMessage(message);
  }

  @Test
  void anUnknownFieldIsNamed() {
    assertThatThrownBy(
            () -> ApiJson.peerRequest(new JsonObject("{\"action\":\"list\",\"colour\":1}")))
        .hasMessageStartingWith("unknown field \"colour\"");
  }

  @Test
  void aBodyThatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> ApiJson.peerRequest("list")).hasMessageContaining("JSON object");
    assertThatThrownBy(() -> ApiJson.peerRequest(null)).hasMessageContaining("JSON object");
  }

  @Test
  void aTransferKeepsItsNullsAndLowerCaseState() {
    JsonObject json = ApiJson.json(TRANSFER);
    assertThat(json.getString("state")).isEqualTo("downloading");
    assertThat(json.containsKey("eta")).isTrue();
    assertThat(json.getValue("eta")).isNull();
    assertThat(ApiJson.read(json, Transfer.class)).isEqualTo(TRANSFER);
  }

  @Test
  void anEventIsFlat() {
    Event event = new Event(Event.Type.COMPLETED, "n1", TRANSFER);
    JsonObject json = ApiJson.json(event);
    assertThat(json.getString("type")).isEqualTo("completed");
    assertThat(json.getString("id")).isEqualTo("old:a.txt");
    assertThat(ApiJson.read(json, Event.class)).isEqualTo(event);
  }

  @Test
  void seedersAreWrittenAsPairs() {
    SeederList list = new SeederList(List.of(new SeederList.Seeder("10.0.0.1", 7001)));
    assertThat(ApiJson.json(list).encode()).isEqualTo("{\"seeders\":[[\"10.0.0.1\",7001]]}");
    assertThat(ApiJson.read(ApiJson.json(list), SeederList.class)).isEqualTo(list);
  }

  @Test
  void nothingToSayIsAnEmptyObject() {
    assertThat(ApiJson.json(new Done()).encode()).isEqualTo("{}");
  }
}
