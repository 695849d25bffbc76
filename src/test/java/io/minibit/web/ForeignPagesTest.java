package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DNS rebinding and requests that other sites' pages send: refused before anything else looks. */
class ForeignPagesTest {
  private static final String LIST = "{\"action\":\"list\"}";
  private WebDoor door;

  @BeforeEach
  void open() throws Exception {
    door = WebDoor.open(null);
  }

  @AfterEach
  void close() throws Exception {
    door.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "localhost@evil.example",
        "evil.example:80:80",
        "[::1].evil.example",
        "1.2.3.4.5"
      })
  void aForeignHostIsMisdirected(String host) throws Exception {
    for (String path : new String[] {"/", "/metrics", "/health/live", "/eventbus/info", "/x"}) {
      assertThat(door.status("GET " + path, "Host: " + host)).isEqualTo(421);
    }
    assertThat(WebDoor.statusOf(door.answer("POST /api/peer", LIST, "Host: " + host)))
        .isEqualTo(421);
    assertThat(door.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8080", "192.168.1.7", "box.lan"})
  void theNodesOwnNamesAreServed(String host) throws Exception {
    assertThat(door.status("GET /", "Host: " + host)).isEqualTo(200);
  }

  @Test
  void aRequestWithTwoHostsOrNoneIsMisdirected() throws Exception {
    assertThat(door.status("GET /", "Host: localhost", "Host: evil.example")).isIn(400, 421);
    assertThat(WebDoor.statusOf(door.say("GET / HTTP/1.0\r\n\r\n"))).isEqualTo(421);
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example,403",
    "http://localhost:1,403",
    "null,403",
    "https://localhost.evil.example,403",
    "http://localhost:8080,200",
    "https://localhost:8080,200"
  })
  void aForeignOriginIsForbidden(String origin, int status) throws Exception {
    String[] headers = {"Host: localhost:8080", "Origin: " + origin};
    assertThat(WebDoor.statusOf(door.answer("POST /api/peer", LIST, headers))).isEqualTo(status);
    assertThat(door.status("GET /metrics", headers)).isEqualTo(status);
    assertThat(door.requests.isEmpty()).isEqualTo(status == 403);
  }

  @Test
  void aBrowserThatSaysThatAnotherSiteSentItIsBelieved() throws Exception {
    assertThat(WebDoor.statusOf(door.answer("POST /api/peer", LIST, "Sec-Fetch-Site: cross-site")))
        .isEqualTo(403);
    assertThat(door.status("GET /", "Sec-Fetch-Site: cross-site")).isEqualTo(200);
  }

  @Test
  void thePageForbidsBrowsersWhatItDoesNotNeed() throws Exception {
    for (String path : new String[] {"/", "/nowhere", "/login"}) {
      String answer = door.answer("GET " + path, "");
      assertThat(answer)
          .contains("content-security-policy: default-src 'none'; script-src 'self';")
          .contains("require-trusted-types-for 'script'")
          .contains("frame-ancestors 'none'")
          .contains("x-content-type-options: nosniff")
          .doesNotContain("unsafe-inline");
    }
  }
}
