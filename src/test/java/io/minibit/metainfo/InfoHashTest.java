package io.minibit.metainfo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class InfoHashTest {
  /** FIPS 180-4's example "abc". */
  private static final String SHA1_ABC = "a9993e364706816aba3e25717850c26c9cd0d89d";

  private static final String SHA256_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void hashesAsTheStandardSays() {
    byte[] abc = "abc".getBytes(US_ASCII);

    assertThat(InfoHash.v1Of(abc).hex()).isEqualTo(SHA1_ABC);
    assertThat(InfoHash.v2Of(abc).hex()).isEqualTo(SHA256_ABC);
  }

  @Test
  void readsHexOfEitherCaseAndPrintsItInLowerCase() {
    assertThat(InfoHash.parse(SHA1_ABC.toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(InfoHash.parse(SHA1_ABC))
        .hasToString(SHA1_ABC);
    assertThat(InfoHash.parse(SHA1_ABC).isV2()).isFalse();
    assertThat(InfoHash.parse(SHA256_ABC).isV2()).isTrue();
  }

  @Test
  void cutsV2HashesToTwentyBytesForHandshakes() {
    InfoHash hash = InfoHash.parse(SHA256_ABC);

    assertThat(InfoHash.of(hash.truncated()).hex()).isEqualTo(SHA256_ABC.substring(0, 40));
    assertThat(InfoHash.of(hash.truncated())).isNotEqualTo(hash);
  }

  @Test
  void refusesOtherLengthsAndOtherDigits() {
    assertThatThrownBy(() -> InfoHash.of(new byte[21])).hasMessageContaining("these are 21");
    assertThatThrownBy(() -> InfoHash.parse("ab")).hasMessageContaining("this has 2 characters");
    assertThatThrownBy(() -> InfoHash.parse("x".repeat(40))).hasMessageContaining("hex digits");
  }

  @Test
  void doesNotChangeWithTheArraysItWasMadeFromOrHandsOut() {
    byte[] digest = new byte[20];
    InfoHash hash = InfoHash.of(digest);
    digest[0] = 1;
    hash.bytes()[1] = 1;

    assertThat(hash.hex()).isEqualTo("0".repeat(40));
  }

  @Test
  void aDictionaryMustHaveEveryHashInItsFullLength() {
    byte[] abc = "abc".getBytes(US_ASCII);
    InfoHash v1 = InfoHash.parse(SHA1_ABC);
    InfoHash v2 = InfoHash.parse(SHA256_ABC);
    InfoHash cut = InfoHash.of(v2.truncated());

    assertThat(InfoHashes.of(v1).areOf(abc)).isTrue();
    assertThat(InfoHashes.of(v2).areOf(abc)).isTrue();
    assertThat(new InfoHashes(Optional.of(v1), Optional.of(v2)).areOf(abc)).isTrue();
    assertThat(new InfoHashes(Optional.of(cut), Optional.of(v2)).areOf(abc)).isFalse();
    assertThat(InfoHashes.of(cut).areOf(abc)).isFalse();
    assertThat(InfoHashes.of(v2).areOf("abd".getBytes(US_ASCII))).isFalse();
  }

  @Test
  void hybridGoesByItsV1Hash() {
    InfoHash v1 = InfoHash.parse(SHA1_ABC);
    InfoHash v2 = InfoHash.parse(SHA256_ABC);
    InfoHashes both = new InfoHashes(Optional.of(v1), Optional.of(v2));

    assertThat(both.id()).isEqualTo(v1);
    assertThat(InfoHashes.of(v2).id()).isEqualTo(v2);
    assertThat(both.contains(v2)).isTrue();
    assertThat(InfoHashes.of(v1).contains(v2)).isFalse();
  }

  @Test
  void hashesOfTheWrongVersionOrNoneAreRefused() {
    Optional<InfoHash> v1 = Optional.of(InfoHash.parse(SHA1_ABC));

    assertThatThrownBy(() -> new InfoHashes(Optional.empty(), v1)).hasMessageContaining("32");
    assertThatThrownBy(() -> new InfoHashes(Optional.empty(), Optional.empty()))
        .hasMessageContaining("at least one");
  }
}
