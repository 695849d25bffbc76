package io.minibit.discovery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAnnounceTest {
  private static final String HEX = "0123456789abcdef0123456789abcdef01234567";
  private static final InfoHash HASH = InfoHash.parse(HEX);
  private static final String HEAD = "BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\n";

  @Test
  void isWrittenAsTheBepShowsIt() {
    LocalAnnounce announce = new LocalAnnounce(6881, List.of(HASH), "abc");
    assertThat(new String(announce.encode("239.192.152.143:6771"), ISO_8859_1))
        .isEqualTo(HEAD + "Port: 6881\r\nInfohash: " + HEX + "\r\ncookie: abc\r\n\r\n\r\n");
  }

  @Test
  void isReadAsItWasWrittenWithAsManyHashesAsFit() {
    List<InfoHash> hashes = new ArrayList<>();
    for (int i = 0; i < LocalAnnounce.MAX_HASHES; i++) {
      hashes.add(InfoHash.parse("%040x".formatted(i)));
    }
    LocalAnnounce announce = new LocalAnnounce(65_535, hashes, "0123456789abcdef");
    byte[] datagram = announce.encode("[ff15::efc0:988f]:6771");
    assertThat(datagram).hasSizeLessThanOrEqualTo(LocalAnnounce.MAX_LENGTH);
    assertThat(LocalAnnounce.read(datagram)).contains(announce);
  }

  @Test
  void othersWriteItDifferently() {
    String text =
        "BT-SEARCH * HTTP/1.1\nPORT:6881 \ninfohash: "
            + HEX.toUpperCase(java.util.Locale.ROOT)
            + "\nX-Later: yes\nInfohash: short\n\nInfohash: "
            + "f".repeat(40);
    assertThat(read(text)).contains(new LocalAnnounce(6881, List.of(HASH), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "GET / HTTP/1.1\r\nPort: 1\r\nInfohash: " + HEX + "\r\n",
        HEAD,
        HEAD + "Infohash: " + HEX + "\r\n",
        HEAD + "Port: 6881\r\n",
        HEAD + "Port: 0\r\nInfohash: " + HEX + "\r\n",
        HEAD + "Port: 65536\r\nInfohash: " + HEX + "\r\n",
        HEAD + "Port: -1\r\nInfohash: " + HEX + "\r\n",
        HEAD + "Port: 99999999999\r\nInfohash: " + HEX + "\r\n",
        HEAD + "Port: 6881\r\nInfohash: zz23456789abcdef0123456789abcdef01234567\r\n",
        HEAD + "Port: 6881\r\nInfohash: " + HEX + HEX + "\r\n",
      })
  void whatNamesNoPeerOrNoTorrentIsDropped(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void absurdListsOfHashesAndAbsurdLengthsAreCut() {
    String one = "Infohash: ";
    StringBuilder many = new StringBuilder("BT-SEARCH * HTTP/1.1\nPort:1\n");
    for (int i = 0; i < 25; i++) {
      many.append(one).append("%040x\n".formatted(i));
    }
    assertThat(read(many.toString()).orElseThrow().infoHashes()).hasSize(LocalAnnounce.MAX_HASHES);
    assertThat(read(many + "x".repeat(LocalAnnounce.MAX_LENGTH))).isEmpty();
    String repeated = "BT-SEARCH * HTTP/1.1\nPort:1\n" + (one + HEX + "\n").repeat(20);
    assertThat(read(repeated).orElseThrow().infoHashes()).containsExactly(HASH);
    String cookie = HEAD + "Port: 1\r\nInfohash: " + HEX + "\r\ncookie: " + "c".repeat(65);
    assertThat(read(cookie).orElseThrow().cookie()).isEmpty();
  }

  @Property
  void noDatagramBreaksIt(@ForAll @Size(max = 300) byte[] bytes, @ForAll boolean withHead) {
    String text = (withHead ? HEAD : "") + new String(bytes, ISO_8859_1);
    read(text)
        .ifPresent(
            announce -> {
              assertThat(announce.port()).isBetween(1, 65_535);
              assertThat(announce.infoHashes()).isNotEmpty();
            });
  }

  private static java.util.Optional<LocalAnnounce> read(String text) {
    return LocalAnnounce.read(text.getBytes(ISO_8859_1));
  }
}
