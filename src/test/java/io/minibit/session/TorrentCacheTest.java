package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.BuiltTorrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorrentCacheTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path scratch;
  private TorrentCache cache;
  private Path source;
  private Path file;
  private BuiltTorrent built;

  @BeforeEach
  void makeContent() throws Exception {
    cache = new TorrentCache(scratch.resolve("hashes"));
    source = Files.createDirectory(scratch.resolve("album"));
    file = Files.writeString(source.resolve("track"), "content");
    Files.setLastModifiedTime(file, LONG_AGO);
    built =
        new TorrentBuilder(source, BuildSettings.DEFAULT)
            .build(Runnable::run, 1, BuildMonitor.NONE);
  }

  private TorrentCache.State look() throws IOException {
    return cache.look(source, scratch.resolve("album/.state"), "album", TorrentFormat.HYBRID);
  }

  @Test
  void unchangedContentIsKnown() throws IOException {
    assertThat(cache.find(look())).isEmpty();
    cache.keep(look(), built.file());
    assertThat(cache.find(look()).orElseThrow().hashes()).isEqualTo(built.torrent().hashes());
    assertThat(cache.find(cache.look(source, null, "other", TorrentFormat.HYBRID))).isEmpty();
    assertThat(cache.find(cache.look(source, null, "album", TorrentFormat.V1))).isEmpty();
  }

  @Test
  void contentThatChangedIsNot() throws IOException {
    cache.keep(look(), built.file());
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_001L));
    assertThat(cache.find(look())).isEmpty();
    Files.setLastModifiedTime(file, LONG_AGO);
    assertThat(cache.find(look())).isPresent();
    Path more = Files.writeString(source.resolve("more"), "");
    Files.setLastModifiedTime(more, LONG_AGO);
    assertThat(cache.find(look())).isEmpty();
  }

  @Test
  void theNodesOwnStateIsNoContent() throws IOException {
    cache.keep(look(), built.file());
    Files.createDirectory(source.resolve(".state"));
    Files.writeString(source.resolve(".state/x"), "x");
    assertThat(cache.find(look())).isPresent();
  }

  @Test
  void contentChangedJustBeforeItWasHashedIsNotTrusted() throws IOException {
    cache.keep(look(), built.file());
    Path kept = onlyFile();
    // As if the torrent had been kept a second after the last change.
    Files.setLastModifiedTime(kept, FileTime.fromMillis(LONG_AGO.toMillis() + 1000));
    assertThat(cache.find(look())).isEmpty();
    Files.setLastModifiedTime(kept, FileTime.fromMillis(LONG_AGO.toMillis() + 3000));
    assertThat(cache.find(look())).isPresent();
  }

  @Test
  void aTorrentThatWasCutShortIsMadeAgain() throws IOException {
    cache.keep(look(), built.file());
    Files.writeString(onlyFile(), "d4:info");
    assertThat(cache.find(look())).isEmpty();
    cache.keep(look(), built.file());
    assertThat(cache.find(look())).isPresent();
  }

  @Test
  void theOldestMakesRoom() throws IOException {
    cache.keep(look(), built.file());
    Path oldest = onlyFile();
    Files.setLastModifiedTime(oldest, FileTime.fromMillis(LONG_AGO.toMillis() + 3000));
    for (int i = 1; i < TorrentCache.MOST_KEPT; i++) {
      Files.createFile(scratch.resolve("hashes/" + i));
    }
    cache.keep(new TorrentCache.State("next", LONG_AGO), built.file());
    assertThat(oldest).doesNotExist();
    try (var files = Files.list(scratch.resolve("hashes"))) {
      assertThat(files).hasSize(TorrentCache.MOST_KEPT);
    }
  }

  private Path onlyFile() throws IOException {
    try (var files = Files.list(scratch.resolve("hashes"))) {
      return files.findAny().orElseThrow();
    }
  }
}
