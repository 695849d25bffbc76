package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A door with a token lets nobody do anything who does not know it. */
class TokenTest {
  private static final String TOKEN = "correct horse+battery&staple";
  private static final String BEARER = "Authorization: Bearer " + TOKEN;
  private static final String LIST = "{\"action\":\"list\"}";

  private WebDoor door;

  @BeforeEach
  void open() throws Exception {
    door = WebDoor.open(TOKEN);
  }

  @AfterEach
  void close() throws Exception {
    door.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "GET /metrics", "GET /api/events", "GET /main.js", "GET /x"})
  void nothingIsReadWithoutIt(String line) throws Exception {
    assertThat(door.status(line)).isEqualTo(401);
    assertThat(door.status(line, "Authorization: Bearer wrong")).isEqualTo(401);
    assertThat(door.status(line, "Authorization: Basic " + TOKEN)).isEqualTo(401);
    assertThat(door.status(line, "Cookie: minibit=" + "0".repeat(64))).isEqualTo(401);
  }

  @Test
  void nothingIsDoneWithoutIt() throws Exception {
    assertThat(WebDoor.statusOf(door.answer("POST /api/peer", LIST))).isEqualTo(401);
    assertThat(door.requests).isEmpty();
    assertThat(WebDoor.statusOf(door.answer("POST /api/peer", LIST, BEARER))).isEqualTo(200);
    assertThat(door.requests).hasSize(1);
  }

  @Test
  void probesNeedNone() throws Exception {
    assertThat(door.status("GET /health/live")).isEqualTo(200);
    assertThat(door.status("GET /health/ready")).isEqualTo(200);
  }

  @Test
  void aBrowserIsSentToTheLoginPageAndComesInByACookie() throws Exception {
    String sent = door.answer("GET /", "", "Accept: text/html");
    assertThat(WebDoor.statusOf(sent)).isEqualTo(303);
    assertThat(sent).contains("location: /login");
    assertThat(door.status("GET /login")).isEqualTo(200);
    String in = signIn(TOKEN);
    Matcher cookie = Pattern.compile("set-cookie: (minibit=[0-9a-f]+); (.*)").matcher(in);
    assertThat(cookie.find()).isTrue();
    assertThat(cookie.group(2)).contains("SameSite=Strict").contains("HTTPOnly");
    assertThat(in).doesNotContain(TOKEN);
    assertThat(door.status("GET /", "Cookie: " + cookie.group(1))).isEqualTo(200);
  }

  @Test
  void aWrongTokenBringsTheLoginPageBack() throws Exception {
    for (String wrong : new String[] {"", "wrong", TOKEN + "x"}) {
      assertThat(signIn(wrong)).contains("location: /login?wrong").doesNotContain("set-cookie");
    }
    assertThat(door.answer("POST /login", "token=%zz")).doesNotContain("set-cookie");
  }

  private String signIn(String token) throws Exception {
    return door.answer(
        "POST /login",
        "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8),
        "Content-Type: application/x-www-form-urlencoded");
  }
}
