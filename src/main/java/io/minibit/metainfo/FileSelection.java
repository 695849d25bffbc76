package io.minibit.metainfo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which files of a torrent are wanted (BEP 53), as ranges of indices in its list of files; it may
 * name files that the torrent does not have.
 *
 * @param ranges at least one, in the order given
 */
public record FileSelection(List<Range> ranges) {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  /** More than anyone writes into a link. */
  private static final int MAX_RANGES = 1000;

  /**
   * Files one after the other.
   *
   * @param first index of the first, from 0
   * @param last index of the last
   */
  public record Range(int first, int last) {
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  public FileSelection {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads {@code 0,2,4,6-8}.
   *
   * @throws InvalidTorrentException when it is not of that form
   */
  static FileSelection parse(String text) throws InvalidTorrentException {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",", MAX_RANGES + 1)) {
      Matcher matcher = RANGE.matcher(part);
      if (ranges.size() == MAX_RANGES || !matcher.matches()) {
        throw new InvalidTorrentException(
            "so=" + Field.printable(text) + ": expected file numbers such as 0,2,4-6");
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (last < first) {
        throw new InvalidTorrentException("so=" + part + ": the range ends before it begins");
      }
      ranges.add(new Range(first, last));
    }
    return new FileSelection(ranges);
  }

  /** Whether a file is wanted. */
  public boolean includes(int file) {
    for (Range range : ranges) {
      if (file >= range.first() && file <= range.last()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
