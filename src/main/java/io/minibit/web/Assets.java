package io.minibit.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** The dashboard's files: a fixed list out of the jar, in memory, so no path can lead elsewhere. */
final class Assets {
  private static final List<String> NAMES =
      List.of(
          "index.html",
          "login.html",
          "style.css",
          "icon.svg",
          "main.js",
          "node.js",
          "transfers.js",
          "list.js",
          "details.js",
          "inside.js",
          "graph.js",
          "tracker.js",
          "dialogs.js",
          "torrent.js",
          "text.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, Asset> assets;

  private record Asset(Buffer content, String type, String tag) {}

  private Assets(Map<String, Asset> assets) {
    this.assets = assets;
  }

  /** Reads them; blocks. */
  static Assets load() {
    Map<String, Asset> assets = new HashMap<>();
    for (String name : NAMES) {
      byte[] content = read(name);
      CRC32 sum = new CRC32();
      sum.update(content);
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      String tag = "\"" + Long.toHexString(sum.getValue()) + "\"";
      assets.put("/" + name, new Asset(Buffer.buffer(content), type, tag));
    }
    assets.put("/", assets.get("/index.html"));
    assets.put("/login", assets.get("/login.html"));
    return new Assets(assets);
  }

  private static byte[] read(String name) {
    try (InputStream content = Assets.class.getResourceAsStream(name)) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is damaged at " + name, e);
    }
  }

  /** Answers a request for one of them, or passes it on. */
  void serve(RoutingContext context) {
    Asset asset = assets.get(context.request().path());
    if (asset == null) {
      context.next();
      return;
    }
    context
        .response()
        .putHeader("etag", asset.tag())
        // Asked for anew each time, answered with nothing when it is the same.
        .putHeader("cache-control", "no-cache");
    if (asset.tag().equals(context.request().getHeader("if-none-match"))) {
      context.response().setStatusCode(304).end();
    } else {
      context.response().putHeader("content-type", asset.type()).end(asset.content());
    }
  }
}
