package io.minibit.cli;

import io.vertx.core.json.JsonArray;
import java.util.BitSet;

/** Piece numbers, neighbours taken together: {@code 3, 7-9}. */
record PieceRanges(BitSet pieces) {
  /** More ranges than anyone reads. */
  private static final int MOST_SHOWN = 20;

  /** For a person: the first ranges, and how many more there are. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    int ranges = 0;
    int left = pieces.cardinality();
    for (int first = pieces.nextSetBit(0); first >= 0; ) {
      int end = pieces.nextClearBit(first);
      if (ranges++ == MOST_SHOWN) {
        return text + " and " + left + " more";
      }
      text.append(ranges > 1 ? ", " : "").append(first);
      if (end - first > 1) {
        text.append('-').append(end - 1);
      }
      left -= end - first;
      first = pieces.nextSetBit(end);
    }
    return text.toString();
  }

  /** All of them: pairs of first and last. */
  JsonArray json() {
    var ranges = new JsonArray();
    for (int first = pieces.nextSetBit(0); first >= 0; ) {
      int end = pieces.nextClearBit(first);
      ranges.add(new JsonArray().add(first).add(end - 1));
      first = pieces.nextSetBit(end);
    }
    return ranges;
  }
}
