package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.minibit.JarProcess;
import io.minibit.bencode.BencodeWriter;
import io.minibit.web.Browser;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What peers and trackers say reaches the page as words, and keys of trackers reach nobody. */
class HostileWordsIT {
  private static final String CLIENT = "<img src=x onerror=\"window.pwned='client'\">";
  private static final String REASON = "<script>window.pwned='tracker'</script>";
  private static final String PASSKEY = "5ecre7pa55key5ecre7pa55key";
  private static final String TOKEN = "a-70ken-70-be-kep7";
  private static final String HASH = "ab".repeat(20);

  @TempDir private Path folder;

  @Test
  void wordsOfPeersAndTrackersAreShownAndNeverRunAndKeysAreKept() throws Exception {
    try (Browser browser = Browser.open();
        Refusal tracker = new Refusal()) {
      Path config =
          Files.writeString(
              folder.resolve("node.json"),
              "{\"peer\":{\"host\":\"127.0.0.1\",\"trackers\":[\"%s\"]},".formatted(tracker.url())
                  + "\"web\":{\"port\":0},\"api\":{\"port\":0,\"token\":\"%s\"}}".formatted(TOKEN));
      try (JarProcess node =
              JarProcess.run(folder, Map.of(), List.of(), "-conf", config.toString());
          Socket peer = new Socket()) {
        String page = "http://localhost:" + node.awaitPort("web") + "/";
        int port = node.awaitPort("peer");
        String answers =
            ask(page, "{\"action\":\"get\",\"infoHash\":\"" + HASH + "\"}")
                + ask(page, "{\"action\":\"node\"}");
        peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        introduce(peer);
        browser.visit(page);
        browser.awaitElement("input[type=password]");
        browser.find("input[type=password]").sendKeys(TOKEN, org.openqa.selenium.Keys.ENTER);
        browser.awaitElement(".row .state.metadata");
        browser.find(".row").click();
        browser.awaitText(CLIENT);
        browser.awaitText(REASON);
        assertThat(browser.run("return window.pwned === undefined")).isEqualTo(true);
        assertThat(browser.run("return document.querySelectorAll('main img').length"))
            .isEqualTo(0L);
        browser.picture("hostile-words");
        answers += ask(page, "{\"action\":\"details\",\"id\":\"" + HASH + "\"}");
        answers += ask(page, "{\"action\":\"list\"}") + read(page + "metrics");
        answers += read(page + "health/ready");
        assertThat(answers)
            .contains("\"state\":\"failed\"")
            .doesNotContain(PASSKEY)
            .doesNotContain(TOKEN);
        assertThat(browser.text()).doesNotContain(PASSKEY).doesNotContain(TOKEN);
        assertThat(node.lines()).noneMatch(line -> line.contains(PASSKEY) || line.contains(TOKEN));
      }
    }
  }

  private static String ask(String page, String request) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(page + "api/peer"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(request)));
  }

  private static String read(String url) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpRequest signed = request.header("authorization", "Bearer " + TOKEN).build();
    return HttpClient.newHttpClient().send(signed, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Shakes hands as a peer of the torrent and tells its program's name. */
  private static void introduce(Socket peer) throws IOException {
    DataOutputStream out = new DataOutputStream(peer.getOutputStream());
    out.write("\u0013BitTorrent protocol".getBytes(StandardCharsets.ISO_8859_1));
    out.write(new byte[] {0, 0, 0, 0, 0, 0x10, 0, 0});
    out.write(HexFormat.of().parseHex(HASH));
    out.write("-XX0001-abcdefghijkl".getBytes(StandardCharsets.ISO_8859_1));
    byte[] words =
        new BencodeWriter()
            .beginDictionary()
            .key("m")
            .beginDictionary()
            .end()
            .key("v")
            .string(CLIENT)
            .end()
            .toByteArray();
    out.writeInt(words.length + 2);
    out.write(new byte[] {20, 0});
    out.write(words);
    out.flush();
  }

  /** A tracker that refuses everybody, with markup and with the key that it was asked with. */
  private static final class Refusal implements AutoCloseable {
    private final HttpServer server;

    Refusal() throws IOException {
      byte[] answer =
          new BencodeWriter()
              .beginDictionary()
              .key("failure reason")
              .string(REASON + " " + PASSKEY)
              .end()
              .toByteArray();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + PASSKEY + "/announce";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
