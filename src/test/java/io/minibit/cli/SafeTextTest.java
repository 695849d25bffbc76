package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain.txt", "日本語.mkv", "naïve café ♫.mp3", "a b\\c/d", "😀"})
  void ordinaryTextOfAnyScriptPassesUnchanged(String text) {
    assertThat(SafeText.of(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({
    "001b, an escape sequence's start",
    "000a, a line break that forges a line",
    "000d, a carriage return that overwrites a line",
    "0007, a bell",
    "007f, delete",
    "009b, the one-byte control sequence introducer",
    "202e, right-to-left override",
    "2066, an isolate",
    "200b, zero-width space",
    "200d, zero-width joiner",
    "feff, byte order mark",
    "00ad, soft hyphen",
    "2028, line separator",
    "d800, a lone surrogate",
    "3164, Hangul filler"
  })
  void whatRewritesOrHidesTextIsShownAsItsCode(String code, String what) {
    String hostile = "a" + (char) Integer.parseInt(code, 16) + "b";
    assertThat(SafeText.of(hostile)).as(what).isEqualTo("a\\u" + code + "b");
  }

  @Test
  void aCharacterBeyondTheBasicPlaneIsShownAsItsPair() {
    assertThat(SafeText.of("x" + Character.toString(0xe0041))).isEqualTo("x\\udb40\\udc41");
  }

  @Property
  void nothingThatControlsATerminalIsLeft(@ForAll String text) {
    assertThat(SafeText.of(text).codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
  }
}
