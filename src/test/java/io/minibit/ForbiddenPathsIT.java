package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests of a stranger who knows the token, or found a door without one: they reach no file but
 * those of the allowed folders, learn of no other, and start no program.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ForbiddenPathsIT {
  private static final String SECRET = "nobody may have this";

  private final HttpClient http = HttpClient.newHttpClient();
  private Path folder;
  private JarProcess node;
  private int web;

  @BeforeAll
  void start(@TempDir Path scratch) throws Exception {
    folder = scratch;
    Path home = Files.createDirectories(folder.resolve("home/sub"));
    home = home.getParent();
    Files.writeString(folder.resolve("outside.txt"), SECRET);
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("inner.txt"), SECRET);
    Files.createSymbolicLink(home.resolve("link.txt"), folder.resolve("outside.txt"));
    Files.createSymbolicLink(home.resolve("linked"), outside);
    Files.createSymbolicLink(home.resolve("dangling"), folder.resolve("made"));
    Path conf =
        Files.writeString(
            folder.resolve("node.json"),
            """
            {"peer": {"host": "127.0.0.1", "directory": "home", "trackers": [], "menu": false},
             "web": {"port": 0}}
            """);
    node = JarProcess.run(folder, "-conf", conf.toString());
    web = node.awaitPort("web");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.txt",
        "sub/../../outside.txt",
        "/etc/passwd",
        "/proc/self/environ",
        "link.txt",
        "linked",
        "linked/inner.txt",
        "sub/../linked/inner.txt",
        "dangling",
        "not there",
        "~/.bashrc",
        "file:///etc/passwd",
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned",
        "| touch pwned",
        "-conf",
      })
  void whatLiesOutsideIsAnsweredAsWhatIsNotThere(String path) throws Exception {
    for (JsonObject request :
        List.of(
            new JsonObject().put("action", "share").put("path", path),
            new JsonObject().put("action", "get").put("torrent", path))) {
      HttpResponse<String> answer = ask(request);
      assertThat(answer.statusCode()).as(request + " " + answer.body()).isEqualTo(404);
      assertThat(new JsonObject(answer.body()).getString("message"))
          .isEqualTo(path + ": no such file or folder in the allowed directories");
    }
    assertThat(ask(new JsonObject().put("action", "list")).body()).isEqualTo("{\"transfers\":[]}");
    assertNothingMade();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../made", "/tmp", "linked", "linked/made", "sub/../../made"})
  void nothingIsMadeOutside(String directory) throws Exception {
    JsonObject request =
        new JsonObject()
            .put("action", "get")
            .put("infoHash", "1".repeat(40))
            .put("directory", directory);
    assertThat(ask(request).statusCode()).isEqualTo(404);
    assertThat(ask(new JsonObject().put("action", "list")).body()).isEqualTo("{\"transfers\":[]}");
    assertNothingMade();
  }

  private void assertNothingMade() throws Exception {
    try (var made = Files.list(folder)) {
      assertThat(made.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("home", "node.json", "outside", "outside.txt");
    }
    try (var made = Files.list(folder.resolve("outside"))) {
      assertThat(made).containsExactly(folder.resolve("outside/inner.txt"));
    }
    assertThat(folder.resolve("outside.txt")).hasContent(SECRET);
    assertThat(folder.resolve("home/pwned")).doesNotExist();
  }

  private HttpResponse<String> ask(JsonObject request) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/api/peer"))
            .POST(HttpRequest.BodyPublishers.ofString(request.encode()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
