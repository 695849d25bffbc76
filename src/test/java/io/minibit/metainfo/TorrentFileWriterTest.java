package io.minibit.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorrentFileWriterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void whatIsWrittenReadsAsTheSameTorrent(TorrentFormat format) throws Exception {
    Path content = Files.createDirectory(folder.resolve("content"));
    Files.write(content.resolve("long"), new byte[100_000]);
    Files.write(content.resolve("long too"), new byte[100_000]);
    Files.write(content.resolve("short"), new byte[10]);
    Sources sources =
        new Sources(
            List.of(List.of("udp://a:1", "udp://b:2"), List.of("http://c/announce")),
            List.of("http://d/"),
            List.of());
    Torrent torrent =
        new TorrentBuilder(
                content,
                new BuildSettings(format, OptionalInt.of(16_384), true, sources, Credits.NONE))
            .build(Runnable::run, 1, BuildMonitor.NONE)
            .torrent();
    Torrent read = TorrentParser.parse(torrent.file());
    assertThat(read.hashes()).isEqualTo(torrent.hashes());
    assertThat(read.sources()).isEqualTo(sources);
    assertThat(read.layers().isComplete()).isTrue();
    assertThat(read.info().isPrivate()).isTrue();
  }
}
