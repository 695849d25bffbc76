package io.minibit.metainfo;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes one element of a path out of what a torrent says, in two degrees, as the big clients do.
 *
 * <p>{@linkplain #confine Confined}: it can name nothing outside its folder. {@linkplain #tidy
 * Tidied} as well: it is a name that every common file system takes and that looks like what it is.
 */
final class SafeName {
  /** What common file systems allow for one name, in bytes (NAME_MAX). */
  static final int MAX_BYTES = 255;

  /** What stands for a name that has nothing left. */
  static final String PLACEHOLDER = "_";

  /** An extension longer than this is no extension, and may be cut. */
  private static final int MAX_EXTENSION_BYTES = 20;

  /** Names that Windows takes for devices, with any extension. */
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?:con|prn|aux|nul|conin\\$|conout\\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?: *\\..*)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern DRIVE = Pattern.compile("^([A-Za-z]):");

  private SafeName() {}

  /**
   * Takes away what could lead out of the folder.
   *
   * @return the name, or null for one that stands for nothing: {@code .}, {@code ..}, separators
   */
  static String confine(String raw) {
    if (raw.isEmpty()) {
      return PLACEHOLDER;
    }
    String name = raw;
    if (raw.indexOf('/') >= 0 || raw.indexOf('\\') >= 0 || raw.indexOf('\0') >= 0) {
      name = raw.replace("/", "").replace("\\", "").replace('\0', '_');
    }
    return name.isEmpty() || name.equals(".") || name.equals("..") ? null : name;
  }

  /** Takes away from a confined name what misleads the eye or does not work everywhere. */
  static String tidy(String confined) {
    if (isPlain(confined)) {
      return confined;
    }
    StringBuilder kept = new StringBuilder(confined.length());
    confined
        .codePoints()
        .filter(c -> !isInvisible(c))
        .map(c -> Character.isISOControl(c) || isSurrogate(c) ? '_' : c)
        .forEach(kept::appendCodePoint);
    String name = withoutTail(DRIVE.matcher(kept).replaceFirst("$1_"));
    if (DEVICE.matcher(name).matches()) {
      name = "_" + name;
    }
    name = withoutTail(fit(name, ""));
    return name.isEmpty() ? PLACEHOLDER : name;
  }

  /** Without the dots and spaces at the end that Windows would drop by itself. */
  private static String withoutTail(String name) {
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, end);
  }

  /**
   * A name with a number before its extension, {@code foo.1.txt}, no longer than a name may be.
   *
   * @param name a tidied name
   */
  static String numbered(String name, int number) {
    return fit(name, "." + number);
  }

  /** Puts a mark before the extension, and cuts what stands before the mark to what fits. */
  private static String fit(String name, String mark) {
    int dot = name.lastIndexOf('.');
    String extension = dot > 0 ? name.substring(dot) : "";
    if (extension.length() > MAX_EXTENSION_BYTES || bytes(extension) > MAX_EXTENSION_BYTES) {
      extension = "";
    }
    String stem = name.substring(0, name.length() - extension.length());
    int room = MAX_BYTES - bytes(extension) - mark.length();
    // No character takes less than a byte: a huge name is cut before it is measured.
    stem = stem.substring(0, Math.min(stem.length(), room));
    while (bytes(stem) > room || endsInHalfACharacter(stem)) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + mark + extension;
  }

  private static boolean endsInHalfACharacter(String text) {
    return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The common case, told cheaply: short, printable ASCII, and no device name. */
  private static boolean isPlain(String name) {
    if (name.length() > MAX_BYTES) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~' || c == ':') {
        return false;
      }
    }
    char last = name.charAt(name.length() - 1);
    return last != '.' && last != ' ' && !DEVICE.matcher(name).matches();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** Characters without a shape of their own: marks of direction, zero-width, tags. */
  private static boolean isInvisible(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** The form in which names are compared that file systems may take for one: case folded. */
  static String folded(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > '~') {
        String composed = Normalizer.normalize(name, Normalizer.Form.NFKC);
        return Normalizer.normalize(
            composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
      }
    }
    return name.toLowerCase(Locale.ROOT);
  }
}
