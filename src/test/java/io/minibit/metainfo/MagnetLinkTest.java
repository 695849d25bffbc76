package io.minibit.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagnetLinkTest {
  private static final String V1 = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
  private static final String V2 =
      "caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e";

  @Test
  void everyPartIsRead() throws InvalidTorrentException {
    MagnetLink link =
        MagnetLink.parse(
            "magnet:?xt=urn:btih:"
                + V1
                + "&xt=urn:btmh:1220"
                + V2
                + "&dn=My+File%20%C3%A9&tr=udp%3A%2F%2Ft%3A1&tr.2=http://u/a&ws=http%3A%2F%2Fw%2F"
                + "&x.pe=1.2.3.4:5&x.pe=[::1]:6&x.pe=host:7&so=0,2,4-6&xl=9&x=y");

    assertThat(link.hashes().v1()).contains(InfoHash.parse(V1));
    assertThat(link.hashes().v2()).contains(InfoHash.parse(V2));
    assertThat(link.name()).isEqualTo("My File é");
    assertThat(link.trackers()).containsExactly("udp://t:1", "http://u/a");
    assertThat(link.webSeeds()).containsExactly("http://w/");
    assertThat(link.peers())
        .extracting(HostAndPort::toString)
        .containsExactly("1.2.3.4:5", "[::1]:6", "host:7");
    FileSelection selection = link.selection().orElseThrow();
    assertThat(List.of(0, 1, 2, 3, 4, 5, 6, 7))
        .allMatch(i -> selection.includes(i) == List.of(0, 2, 4, 5, 6).contains(i));
  }

  @Test
  void hashesMayBeInBase32AndOfEitherCase() throws InvalidTorrentException {
    String base32 = "YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK";

    assertThat(MagnetLink.parse("magnet:?xt=urn:btih:" + base32).hashes().id().hex()).isEqualTo(V1);
    assertThat(
            MagnetLink.parse("MAGNET:?xt=urn:BTIH:" + base32.toLowerCase(java.util.Locale.ROOT))
                .hashes()
                .id()
                .hex())
        .isEqualTo(V1);
    assertThat(
            MagnetLink.parse("magnet:?xt.1=urn%3Abtih%3A" + V1.toUpperCase(java.util.Locale.ROOT))
                .hashes()
                .id()
                .hex())
        .isEqualTo(V1);
  }

  @Test
  void trackersAndPeersWithoutSenseArePassedOver() throws InvalidTorrentException {
    MagnetLink link =
        MagnetLink.parse(
            "magnet:?xt=urn:btih:" + V1 + "&tr=nonsense&tr=http://a%0Ab&x.pe=1.2.3.4&x.pe=h:0&tr=");

    assertThat(link.trackers()).isEmpty();
    assertThat(link.peers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://x | magnet link: must begin with magnet:?",
        "magnet:?dn=x | no info hash",
        "magnet:?xt=urn:sha1:AAAA | no info hash",
        "magnet:?xt=urn:btih:abc | urn:btih:abc: must have 40 hex digits or 32 of base 32",
        "magnet:?xt=urn:btih:00000000000000000000000000000000 | : no info hash",
        "magnet:?xt=urn:btih:zz2fe1c06bba254a9dc9f519b335aa7c1367a88a | : no info hash",
        "magnet:?xt=urn:btmh:1114c12fe1c06bba254a9dc9f519b335aa7c1367a88a | must be urn:btmh:1220",
        "magnet:?xt=urn:btmh:1220c12f | urn:btmh:1220c12f: must be urn:btmh:1220 and 64 hex",
        "magnet:?xt=urn:btih:%4 | a percent sign without two hex digits: urn:btih:%4",
        "magnet:?so=1-x | so=1-x: expected file numbers",
        "magnet:?so=5-1 | so=5-1: the range ends before it begins",
        "magnet:?so=99999999999 | expected file numbers"
      })
  void refusalsSayWhatIsWrong(String link, String message) {
    assertThatThrownBy(() -> MagnetLink.parse(link))
        .isInstanceOf(InvalidTorrentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void twoTorrentsInOneLinkAreRefused() {
    assertThatThrownBy(
            () -> MagnetLink.parse("magnet:?xt=urn:btih:" + V1 + "&xt=urn:btih:" + "0".repeat(40)))
        .hasMessage("magnet link: names two torrents");
  }

  @Test
  void linksWithoutEndAreRefused() {
    assertThatThrownBy(() -> MagnetLink.parse("magnet:?" + "x".repeat(1 << 16)))
        .hasMessageContaining("more than 65536");
  }

  @Property
  void whatIsPrintedIsReadAsTheSame(@ForAll("links") MagnetLink link)
      throws InvalidTorrentException {
    assertThat(MagnetLink.parse(link.toString())).isEqualTo(link);
    assertThat(link.toString()).matches("[!-~]+");
  }

  @Provide
  Arbitrary<MagnetLink> links() {
    Arbitrary<InfoHashes> hashes =
        Arbitraries.of(
            InfoHashes.of(InfoHash.parse(V1)),
            InfoHashes.of(InfoHash.parse(V2)),
            new InfoHashes(Optional.of(InfoHash.parse(V1)), Optional.of(InfoHash.parse(V2))));
    Arbitrary<String> names =
        Arbitraries.strings()
            .ofMaxLength(20)
            .filter(s -> s.chars().noneMatch(c -> c >= 0xd800 && c < 0xe000));
    Arbitrary<List<String>> urls =
        Arbitraries.of("udp://t:1", "http://a/b?c=d&e=f+g%20", "http://\u00e9/")
            .list()
            .uniqueElements();
    Arbitrary<List<HostAndPort>> peers =
        Arbitraries.of(new HostAndPort("::1", 1), new HostAndPort("h.example", 65535))
            .list()
            .ofMaxSize(3);
    Arbitrary<Optional<FileSelection>> selections =
        Arbitraries.of(
            Optional.empty(),
            Optional.of(
                new FileSelection(
                    Arrays.asList(new FileSelection.Range(0, 0), new FileSelection.Range(3, 9)))));
    return Combinators.combine(hashes, names, urls, urls, peers, selections).as(MagnetLink::new);
  }
}
