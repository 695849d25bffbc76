package io.minibit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.bencode.BencodeWriter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that find their state damaged when they come back: they say so, and lose no content. */
@Timeout(120)
class DamagedStateIT {
  /** What befalls a state file. */
  private enum Damage {
    CUT_SHORT,
    EMPTY,
    EDITED,
    LATER_VERSION,
    NOT_OURS
  }

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private byte[] content;
  private int web;

  @BeforeEach
  void makeContent() throws Exception {
    content = new byte[1_000_000];
    new SplittableRandom(7).nextBytes(content);
    Files.write(folder.resolve("a.bin"), content);
    Files.writeString(
        folder.resolve("node.json"),
        """
        {"peer": {"host": "127.0.0.1", "trackers": [], "menu": false}, "web": {"port": 0}}
        """);
  }

  private JarProcess start() throws Exception {
    JarProcess node = JarProcess.run(folder, "-conf", "node.json");
    web = node.awaitPort("web");
    return node;
  }

  private static void end(JarProcess node) throws Exception {
    node.terminate();
    assertThat(node.awaitExit()).isEqualTo(143);
  }

  /** Shares, and leaves the state of that behind; answers the id. */
  private String shareAndEnd() throws Exception {
    try (JarProcess node = start()) {
      String id = share();
      end(node);
      return id;
    }
  }

  private String share() throws Exception {
    JsonObject shared = ask(new JsonObject().put("action", "share").put("path", "a.bin"));
    assertThat(shared.getString("state")).isEqualTo("seeding");
    return shared.getString("id");
  }

  @ParameterizedTest
  @EnumSource
  void withoutResumeDataTheContentIsCheckedAndSeededAgain(Damage damage) throws Exception {
    String id = shareAndEnd();
    Path resume = folder.resolve(".minibit/resume").resolve(id);
    byte[] bad =
        switch (damage) {
          case EDITED -> replaced(resume, "4:have", "4:have", 2);
          case LATER_VERSION -> laterResumeData();
          default -> damaged(damage, resume);
        };
    Files.write(resume, bad);
    try (JarProcess node = start()) {
      JsonObject status = new JsonObject().put("action", "status").put("id", id);
      while (!ask(status).getString("state").equals("seeding")) {
        Thread.onSpinWait();
      }
      assertThat(node.awaitLine("moved aside"))
          .contains(resume.getFileName().toString())
          .endsWith("moved aside to " + id + ".bad, the data is checked again");
      end(node);
    }
    assertThat(resume.resolveSibling(id + ".bad")).hasBinaryContent(bad);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(content);
  }

  @ParameterizedTest
  @EnumSource
  void aTransferThatCannotBeReadStaysAwayAndItsContentDoesNot(Damage damage) throws Exception {
    String id = shareAndEnd();
    Path saved = folder.resolve(".minibit/transfers").resolve(id + ".transfer");
    byte[] bad =
        switch (damage) {
          case EDITED -> replaced(saved, "6:folder", "6:folxer", 0);
          case LATER_VERSION -> replaced(saved, "6:formati1e", "6:formati2e", 0);
          default -> damaged(damage, saved);
        };
    Files.write(saved, bad);
    try (JarProcess node = start()) {
      assertThat(node.awaitLine("moved aside"))
          .contains(saved.toString(), "its transfer does not come back");
      assertThat(ask(new JsonObject().put("action", "list")).getJsonArray("transfers"))
          .isEqualTo(new JsonArray());
      assertThat(share()).isEqualTo(id);
      end(node);
    }
    assertThat(saved.resolveSibling(saved.getFileName() + ".bad")).hasBinaryContent(bad);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(content);
  }

  private static byte[] damaged(Damage damage, Path file) throws Exception {
    byte[] good = Files.readAllBytes(file);
    return switch (damage) {
      case CUT_SHORT -> Arrays.copyOf(good, good.length / 2);
      case EMPTY -> new byte[0];
      default -> "<?xml?>".getBytes(ISO_8859_1);
    };
  }

  /**
   * The file with one text in the place of another, and a bit of what follows that many bytes on.
   */
  private static byte[] replaced(Path file, String from, String to, int flipped) throws Exception {
    String text = new String(Files.readAllBytes(file), ISO_8859_1);
    assertThat(text).contains(from);
    byte[] edited = text.replace(from, to).getBytes(ISO_8859_1);
    if (flipped > 0) {
      edited[text.indexOf(from) + from.length() + flipped] ^= 1;
    }
    return edited;
  }

  /** Sound, but of a format that is not known yet. */
  private static byte[] laterResumeData() throws Exception {
    byte[] body =
        new BencodeWriter().beginDictionary().key("format").integer(99).end().toByteArray();
    return new BencodeWriter()
        .beginDictionary()
        .key("body")
        .encoded(ByteBuffer.wrap(body))
        .key("sha256")
        .string(MessageDigest.getInstance("SHA-256").digest(body))
        .end()
        .toByteArray();
  }

  private JsonObject ask(JsonObject request) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/api/peer"))
                .POST(HttpRequest.BodyPublishers.ofString(request.encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }
}
