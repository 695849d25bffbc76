package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "1536, 1.50 KiB",
    "10230, 9.99 KiB",
    "10239, 10.0 KiB",
    "102399, 100 KiB",
    "1047552, 1023 KiB",
    "1048575, 1.00 MiB",
    "12897485, 12.3 MiB",
    "1073741824, 1.00 GiB",
    "9223372036854775807, 8.00 EiB"
  })
  void sizesHaveThreeDigitsAndABinaryUnit(long bytes, String shown) {
    assertThat(Quantity.bytes(bytes)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, -",
    "0, 0:00",
    "59, 0:59",
    "61, 1:01",
    "3600, 1:00:00",
    "359999, 99:59:59",
    "360000, 4d 04h"
  })
  void timesAreShownAsAClockShowsThem(long seconds, String shown) {
    assertThat(Quantity.duration(seconds)).isEqualTo(shown);
  }
}
