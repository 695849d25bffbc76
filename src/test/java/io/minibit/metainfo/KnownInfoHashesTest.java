package io.minibit.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Info hashes that libtorrent 2.0.8 gives to the same content with pieces of 32 KiB. */
class KnownInfoHashesTest {
  private static final int PIECE = 32768;

  @TempDir private Path temp;

  @BeforeEach
  void makeContent() throws IOException {
    write("tree/a/z.bin", 3 * PIECE + 5, 1);
    write("tree/a.txt", PIECE, 2);
    write("tree/empty", 0, 3);
    write("tree/na\u00efve \u65e5\u672c.bin", 17, 4);
    write("tree/z/y", PIECE + 16385, 5);
    write("one.bin", 5 * PIECE - 1, 6);
    write("small.bin", 20_000, 7);
    write("single/only", 70_000, 8);
  }

  /** The bytes of a linear congruential generator, the same in every language. */
  private void write(String path, int length, int seed) throws IOException {
    byte[] bytes = new byte[length];
    long state = seed;
    for (int i = 0; i < length; i++) {
      state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
      bytes[i] = (byte) (state >> 16);
    }
    Path file = temp.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "tree, V2, , bd9b32348bf20410cab35fa64b51e390d79c4af60c9bc21d99a559431f771f14",
    "tree, HYBRID, 700f661af1902278846fb8794a8b21597df78699,"
        + "c20fb40088907bb1701973db5a4fa1741653889d5a79da91c2ccdf79725c6bda",
    "one.bin, V1, d818be622a042e5f66c2082a6eda8ff54c7acd02,",
    "one.bin, V2, , 59f11a6a2261fbf5d7f923ef3b9896657d4c521fbd62a2bc7998b50ecbeaaab6",
    "one.bin, HYBRID, ae0e465720991f5fe227346f3c473b395ef10b75,"
        + "5c6288323bf66c9152bde80fde58cbe758f81142a5123a2202951ce116928792",
    "small.bin, V1, fa758f9778ceee018c797fafec182e062dfa0735,",
    "small.bin, V2, , 61c6e6062ccfd94ef28813ebe89edf1fe7f50bb1e522b3c1db82a1ccbd7c357f",
    "small.bin, HYBRID, bdc48b079dc5cd9eea6d64df2fda9f210de56d1c,"
        + "a3ae2cdd8cb238a2801f82a861b0ef5e49886a2a82d84085812b23fa66bb5f1f",
    "single, V1, c9b9ae5d7c97d6b6382d60c321227d38cc7b6785,",
    "single, V2, , 3dd704fc4f843e9576128795fe2aeeb27633bddd62e683f55bcc816e23736e8b",
    "single, HYBRID, 44f9de11cfcb0db1583bd2c3bb36802f95ac47cb,"
        + "5e2fcecdc8dd8a39fda5d2fe5a2616d5ec158e2596464ec2f5577a26bd47a786"
  })
  void agree(String content, TorrentFormat format, String v1, String v2) throws Exception {
    Torrent torrent = build(content, format);

    assertThat(torrent.hashes().v1().map(InfoHash::hex).orElse(null)).isEqualTo(v1);
    assertThat(torrent.hashes().v2().map(InfoHash::hex).orElse(null)).isEqualTo(v2);
  }

  /** What aria2 1.36 tells trackers of. */
  @ParameterizedTest
  @CsvSource({
    "tree, 6712f00684c452866b29dec857ab2b3052311817",
    "one.bin, 380f20a7f212ac2f2dfc88204d8e31cf2318479c",
    "small.bin, 4c6d1b3e8cb250c4bda4e298f3ca56ccfdd633d1",
    "single, 70303d270f3020574d37e43b325d06f73aa7a85a"
  })
  void aHybridHasTheAliasByWhichAriaKnowsIt(String content, String alias) throws Exception {
    Torrent hybrid = build(content, TorrentFormat.HYBRID);
    assertThat(hybrid.info().alias().map(InfoHash::hex)).contains(alias);
    assertThat(build(content, TorrentFormat.V2).info().alias()).isEmpty();
    assertThat(build("one.bin", TorrentFormat.V1).info().alias()).isEmpty();
  }

  private Torrent build(String content, TorrentFormat format) throws Exception {
    BuildSettings settings =
        new BuildSettings(format, OptionalInt.of(PIECE), false, Sources.NONE, Credits.NONE);
    return new TorrentBuilder(temp.resolve(content), settings)
        .build(Runnable::run, 1, BuildMonitor.NONE)
        .torrent();
  }
}
