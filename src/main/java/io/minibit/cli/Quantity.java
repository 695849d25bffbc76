package io.minibit.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Sizes, rates and times as a person reads them. */
final class Quantity {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Quantity() {}

  /**
   * A size with three significant digits and a binary unit: {@code 512 B}, {@code 1.50 KiB}, {@code
   * 12.3 MiB}, {@code 700 GiB}.
   *
   * @param bytes not negative
   */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    // Compared as it will be rounded, so that 1023.9 KiB is shown as 1.00 MiB and not as 1024 KiB.
    do {
      value /= 1024;
      unit++;
    } while (value >= 1023.5 && unit < UNITS.length - 1);
    int digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    // Not with a format: the first one takes 15 ms, and a small command shows a size or two.
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP) + " " + UNITS[unit];
  }

  /**
   * A rate: {@code 3.20 MiB/s}.
   *
   * @param bytesPerSecond not negative
   */
  static String rate(double bytesPerSecond) {
    return bytes(Math.round(bytesPerSecond)) + "/s";
  }

  /**
   * A span of time: {@code 0:07}, {@code 12:30}, {@code 3:05:00}, {@code 4d 03h}; a dash where it
   * is not known.
   *
   * @param seconds negative where it is not known
   */
  static String duration(long seconds) {
    if (seconds < 0) {
      return "-";
    }
    long hours = seconds / 3600;
    if (hours >= 100) {
      return String.format(Locale.ROOT, "%dd %02dh", hours / 24, hours % 24);
    }
    long minutes = seconds / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
  }
}
