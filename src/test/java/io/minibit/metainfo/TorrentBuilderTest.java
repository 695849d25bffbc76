package io.minibit.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorrentBuilderTest {
  private static final int PIECE = 32 * 1024;

  @TempDir private Path temp;
  private ExecutorService executor;

  @BeforeEach
  void start() {
    executor = Executors.newFixedThreadPool(3);
  }

  @AfterEach
  void stop() throws InterruptedException {
    executor.shutdownNow();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static BuildSettings settings(TorrentFormat format, int pieceLength) {
    return new BuildSettings(
        format, OptionalInt.of(pieceLength), false, Sources.NONE, Credits.NONE);
  }

  private BuiltTorrent build(Path path, BuildSettings settings) throws Exception {
    return new TorrentBuilder(path, settings).build(executor, 3, BuildMonitor.NONE);
  }

  private byte[] write(String path, int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(path.hashCode()).nextBytes(bytes);
    Path file = temp.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return bytes;
  }

  /** A folder whose order tells tree order from the order of whole paths, with awkward sizes. */
  private List<byte[]> folder() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    contents.add(write("t/a/z", 3 * PIECE + 5));
    contents.add(write("t/a.txt", PIECE));
    contents.add(write("t/empty", 0));
    contents.add(write("t/na\u00efve \u65e5\u672c.bin", 17));
    contents.add(write("t/z", PIECE + 16385));
    return contents;
  }

  private static final List<String> FOLDER_PATHS =
      List.of("t/a/z", "t/a.txt", "t/empty", "t/na\u00efve \u65e5\u672c.bin", "t/z");

  @Test
  void filesComeInTheOrderOfTheTree() throws Exception {
    List<byte[]> contents = folder();
    for (TorrentFormat format : TorrentFormat.values()) {
      Torrent torrent = build(temp.resolve("t"), settings(format, PIECE)).torrent();

      List<TorrentFile> files = torrent.files().stream().filter(f -> !f.isPadding()).toList();
      assertThat(files.stream().map(TorrentFile::path)).isEqualTo(FOLDER_PATHS);
      assertThat(files.stream().map(f -> (int) f.length()))
          .isEqualTo(contents.stream().map(b -> b.length).toList());
      assertThat(torrent.name()).isEqualTo("t");
      assertThat(torrent.layers().isComplete()).isTrue();
    }
  }

  /** Every hash of every piece, computed here from the contents. */
  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void hashesAreThoseOfTheContent(TorrentFormat format) throws Exception {
    List<byte[]> contents = folder();
    Torrent torrent = build(temp.resolve("t"), settings(format, PIECE)).torrent();

    List<byte[]> byFile = new ArrayList<>();
    int next = 0;
    for (TorrentFile file : torrent.files()) {
      byFile.add(file.isPadding() ? new byte[(int) file.length()] : contents.get(next++));
    }
    for (int p = 0; p < torrent.pieces().pieceCount(); p++) {
      int piece = p;
      MessageDigest sha1 = Digests.sha1();
      MerkleRoot tree = new MerkleRoot(0);
      torrent
          .pieces()
          .spans(
              piece,
              0,
              torrent.pieces().length(piece),
              (file, offset, length) -> {
                byte[] bytes = byFile.get(file);
                sha1.update(bytes, (int) offset, length);
                if (!torrent.files().get(file).isPadding()) {
                  for (int at = 0; at < length; at += 16384) {
                    byte[] block =
                        Arrays.copyOfRange(
                            bytes, (int) offset + at, (int) offset + Math.min(length, at + 16384));
                    tree.add(Digests.sha256().digest(block), 0);
                  }
                }
              });
      if (format.hasV1()) {
        assertThat(torrent.info().v1Hashes().orElseThrow().matches(piece, sha1.digest())).isTrue();
      }
      if (format.hasV2()) {
        byte[] root = new byte[32];
        tree.root(torrent.layers().height(piece), root, 0);
        assertThat(torrent.layers().matches(piece, root)).isTrue();
      }
    }
  }

  @Test
  void hybridSharesItsHashesWithTheV2Torrent() throws Exception {
    folder();
    Torrent v2 = build(temp.resolve("t"), settings(TorrentFormat.V2, PIECE)).torrent();
    Torrent hybrid = build(temp.resolve("t"), settings(TorrentFormat.HYBRID, PIECE)).torrent();

    assertThat(hybrid.pieces().pieceCount()).isEqualTo(v2.pieces().pieceCount());
    for (int p = 0; p < v2.pieces().pieceCount(); p++) {
      assertThat(hybrid.layers().matches(p, v2.layers().hash(p).orElseThrow())).isTrue();
      assertThat(hybrid.pieces().contentLength(p)).isEqualTo(v2.pieces().length(p));
    }
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void theSameContentGivesTheSameBytesHoweverManyThreads(TorrentFormat format) throws Exception {
    folder();
    BuildSettings settings = settings(format, 16 * 1024);
    byte[] one =
        new TorrentBuilder(temp.resolve("t"), settings)
            .build(executor, 1, BuildMonitor.NONE)
            .file();

    assertThat(build(temp.resolve("t"), settings).file()).isEqualTo(one);
    Files.setLastModifiedTime(temp.resolve("t/z"), FileTime.fromMillis(0));
    assertThat(build(temp.resolve("t"), settings).file()).isEqualTo(one);
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void aSingleFileIsTheWholeTorrent(TorrentFormat format) throws Exception {
    write("one.bin", 3 * PIECE + 1);

    Torrent torrent = build(temp.resolve("one.bin"), settings(format, PIECE)).torrent();

    assertThat(torrent.info().isSingleFile()).isTrue();
    assertThat(torrent.files()).hasSize(1);
    assertThat(torrent.files().get(0).path()).isEqualTo("one.bin");
  }

  @Test
  void everythingAskedForIsInTheFile() throws Exception {
    write("one.bin", 5);
    Sources sources =
        new Sources(
            List.of(List.of("udp://a:1", "http://b/c"), List.of("udp://d:2")),
            List.of("http://w/"),
            List.of(new HostAndPort("::1", 5)));
    Credits credits = new Credits("com", "me", Optional.of(Instant.ofEpochSecond(1000)));

    Torrent torrent =
        build(
                temp.resolve("one.bin"),
                new BuildSettings(
                    TorrentFormat.HYBRID, OptionalInt.empty(), true, sources, credits))
            .torrent();

    assertThat(torrent.sources()).isEqualTo(sources);
    assertThat(torrent.credits()).isEqualTo(credits);
    assertThat(torrent.info().isPrivate()).isTrue();
    assertThat(torrent.pieces().pieceLength()).isEqualTo(16384);
  }

  @Test
  void linksAndPipesAreLeftOutAndSaid() throws Exception {
    write("t/a", 5);
    write("secret", 5);
    Files.createSymbolicLink(temp.resolve("t/link"), temp.resolve("secret"));
    Files.createSymbolicLink(temp.resolve("t/loop"), temp.resolve("t"));
    Files.createSymbolicLink(temp.resolve("entry"), temp.resolve("t"));

    BuiltTorrent built = build(temp.resolve("entry"), BuildSettings.DEFAULT);

    assertThat(built.torrent().files().stream().map(TorrentFile::path)).containsExactly("entry/a");
    assertThat(built.leftOut().stream().map(p -> p.getFileName().toString()))
        .containsExactly("link", "loop");
  }

  @Test
  void contentThatNoTorrentCanHoldIsRefused() throws Exception {
    write("t/empty", 0);
    write("b/a\\b", 1);

    assertThatThrownBy(() -> build(temp.resolve("t"), BuildSettings.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("t: has no bytes, and a torrent needs at least one");
    assertThatThrownBy(() -> build(temp.resolve("b"), BuildSettings.DEFAULT))
        .hasMessageContaining("backslash");
    assertThatThrownBy(() -> build(Path.of("/"), BuildSettings.DEFAULT))
        .hasMessage("/: has no name that a torrent could bear");
    assertThatThrownBy(() -> build(temp.resolve("missing"), BuildSettings.DEFAULT))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  @Test
  void progressGoesFromTheFirstBytesToTheLast() throws Exception {
    write("one.bin", 5 << 20);
    AtomicLong most = new AtomicLong();

    new TorrentBuilder(temp.resolve("one.bin"), BuildSettings.DEFAULT)
        .build(
            executor,
            2,
            (hashed, total) -> {
              assertThat(total).isEqualTo(5 << 20);
              most.accumulateAndGet(hashed, Math::max);
              return true;
            });

    assertThat(most).hasValue(5 << 20);
  }

  @Test
  void theMonitorCancels() throws Exception {
    write("one.bin", 9 << 20);

    assertThatThrownBy(
            () ->
                new TorrentBuilder(temp.resolve("one.bin"), BuildSettings.DEFAULT)
                    .build(executor, 2, (hashed, total) -> false))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void anInterruptedBuildEndsWhenItsTasksHave() throws Exception {
    write("one.bin", 9 << 20);
    CountDownLatch hashing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread builder =
        new Thread(
            () -> {
              try {
                new TorrentBuilder(temp.resolve("one.bin"), BuildSettings.DEFAULT)
                    .build(
                        executor,
                        1,
                        (hashed, total) -> {
                          hashing.countDown();
                          awaitUninterruptibly(goOn);
                          return true;
                        });
              } catch (Exception e) {
                outcome.set(e);
              }
            });
    builder.start();
    hashing.await();
    builder.interrupt();
    goOn.countDown();
    builder.join();

    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a change once, as soon as some of the content is hashed. */
  private void assertChangeIsNoticed(Path file, Change change) {
    AtomicReference<Change> pending = new AtomicReference<>(change);
    assertThatThrownBy(
            () ->
                new TorrentBuilder(temp.resolve("t"), settings(TorrentFormat.HYBRID, 16384))
                    .build(
                        executor,
                        1,
                        (hashed, total) -> {
                          Change now = pending.getAndSet(null);
                          try {
                            if (now != null) {
                              now.apply(file);
                            }
                          } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                          return true;
                        }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.getFileName().toString());
  }

  private interface Change {
    void apply(Path file) throws IOException;
  }

  @Test
  void aFileThatChangesMeanwhileIsAnErrorWhereverItChanges() throws Exception {
    write("t/a", 6 << 20);
    write("t/b", 6 << 20);
    Path first = temp.resolve("t/a").toRealPath();
    Path second = temp.resolve("t/b").toRealPath();

    // Cut while it is read; grown after it was read; rewritten at the same length; gone.
    assertChangeIsNoticed(first, file -> truncate(file, 1 << 20));
    write("t/a", 6 << 20);
    assertChangeIsNoticed(first, file -> Files.write(file, new byte[(6 << 20) + 1]));
    write("t/a", 6 << 20);
    assertChangeIsNoticed(
        first, file -> Files.setLastModifiedTime(file, FileTime.fromMillis(12345)));
    assertChangeIsNoticed(second, file -> truncate(file, 5));
    write("t/b", 6 << 20);
    assertChangeIsNoticed(second, Files::delete);
  }

  private static void truncate(Path file, long length) throws IOException {
    try (var channel =
        java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  @Test
  void pieceLengthsFollowTheSize() {
    long gib = 1L << 30;

    assertThat(PieceLengthChoice.choose(1, 1, true)).isEqualTo(16 << 10);
    assertThat(PieceLengthChoice.choose(gib, 1, true)).isEqualTo(512 << 10);
    assertThat(PieceLengthChoice.choose(100 * gib, 1, false)).isEqualTo(16 << 20);
    assertThat(PieceLengthChoice.choose(100 * gib, 10_000, true)).isEqualTo(2 << 20);
    assertThat(PieceLengthChoice.choose(100 * gib, 10_000, false)).isEqualTo(16 << 20);
    assertThat(PieceLengthChoice.choose(1000, 1_000_000, true)).isEqualTo(16 << 10);
    assertThat(PieceLengthChoice.choose(1L << 46, 1, true)).isEqualTo(64 << 20);
  }

  @Test
  void onlyPowersOfTwoAreTakenAsPieceLengths() {
    assertThat(BuildSettings.isPieceLength(16 << 10)).isTrue();
    assertThat(BuildSettings.isPieceLength(256 << 20)).isTrue();
    assertThat(BuildSettings.isPieceLength(512 << 20)).isFalse();
    assertThat(BuildSettings.isPieceLength(8 << 10)).isFalse();
    assertThat(BuildSettings.isPieceLength(20_000)).isFalse();
  }
}
