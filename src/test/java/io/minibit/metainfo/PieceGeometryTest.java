package io.minibit.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PieceGeometryTest {
  private static final int KIB = 1024;

  private static TorrentFile file(long length) {
    return TorrentFile.regular("t/f", length);
  }

  private static List<String> spans(PieceGeometry pieces, int piece, int offset, int length) {
    List<String> spans = new ArrayList<>();
    pieces.spans(piece, offset, length, (file, at, n) -> spans.add(file + "@" + at + "+" + n));
    return spans;
  }

  @Test
  void v1PiecesRunAcrossFilesAndSkipEmptyOnes() {
    PieceGeometry pieces =
        PieceGeometry.contiguous(List.of(file(10), file(0), file(0), file(5), file(20)), 16);

    assertThat(pieces.pieceCount()).isEqualTo(3);
    assertThat(pieces.length(0)).isEqualTo(16);
    assertThat(pieces.length(2)).isEqualTo(3);
    assertThat(spans(pieces, 0, 0, 16)).containsExactly("0@0+10", "3@0+5", "4@0+1");
    assertThat(spans(pieces, 0, 10, 5)).containsExactly("3@0+5");
    assertThat(spans(pieces, 2, 1, 2)).containsExactly("4@18+2");
    assertThat(spans(pieces, 2, 3, 0)).isEmpty();
  }

  @Test
  void v2FilesEachBeginAPiece() {
    PieceGeometry pieces = PieceGeometry.aligned(List.of(file(10), file(0), file(40)), 16);

    assertThat(pieces.pieceCount()).isEqualTo(4);
    assertThat(pieces.length(0)).isEqualTo(10);
    assertThat(pieces.length(1)).isEqualTo(16);
    assertThat(pieces.length(3)).isEqualTo(8);
    assertThat(spans(pieces, 3, 0, 8)).containsExactly("2@32+8");
    assertThat(pieces.firstPiece(2)).isEqualTo(1);
    assertThat(pieces.endPiece(2)).isEqualTo(4);
    assertThat(pieces.firstPiece(1)).isEqualTo(pieces.endPiece(1)).isEqualTo(1);
    assertThat(pieces.fileAt(3)).isEqualTo(2);
  }

  @Test
  void paddingAtAPiecesEndIsHashedButNotAskedFor() {
    PieceGeometry pieces =
        PieceGeometry.contiguous(
            List.of(file(20 * KIB), TorrentFile.padding(12 * KIB), file(7)), 32 * KIB);

    assertThat(pieces.length(0)).isEqualTo(32 * KIB);
    assertThat(pieces.contentLength(0)).isEqualTo(20 * KIB);
    assertThat(pieces.blockCount(0)).isEqualTo(2);
    assertThat(pieces.blockLength(0, 1)).isEqualTo(4 * KIB);
    assertThat(spans(pieces, 0, 0, 32 * KIB)).containsExactly("0@0+20480", "1@0+12288");
    assertThat(pieces.contentLength(1)).isEqualTo(7);
  }

  @Test
  void aPieceOfNothingButPaddingAsksForNothing() {
    PieceGeometry pieces =
        PieceGeometry.contiguous(List.of(file(4), TorrentFile.padding(30), file(1)), 16);

    assertThat(pieces.contentLength(0)).isEqualTo(4);
    assertThat(pieces.contentLength(1)).isZero();
    assertThat(pieces.blockCount(1)).isZero();
    assertThat(pieces.contentLength(2)).isEqualTo(3);
  }

  @Test
  void piecesBlocksAndRangesThatAreNotThereAreRefused() {
    PieceGeometry pieces = PieceGeometry.contiguous(List.of(file(20)), 16);

    assertThatThrownBy(() -> pieces.length(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> pieces.length(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> pieces.blockLength(1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> spans(pieces, 1, 1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void sizesOutOfBoundsAreRefused() {
    assertThatThrownBy(() -> PieceGeometry.contiguous(List.of(file(1)), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> PieceGeometry.contiguous(List.of(file(16L * PieceGeometry.MAX_PIECES + 1)), 16))
        .hasMessageContaining("2097153 pieces");
    assertThatThrownBy(
            () -> PieceGeometry.contiguous(List.of(file(Long.MAX_VALUE), file(1)), 1 << 20))
        .isInstanceOf(ArithmeticException.class);
    assertThat(
            PieceGeometry.contiguous(List.of(file(16L * PieceGeometry.MAX_PIECES)), 16)
                .pieceCount())
        .isEqualTo(PieceGeometry.MAX_PIECES);
  }

  /** Every byte of every piece, against a table of all bytes made the simple way. */
  @Property(tries = 300)
  void spansShowEveryByteOnceAndInOrder(
      @ForAll("files") List<TorrentFile> files,
      @ForAll @IntRange(min = 1, max = 20) int pieceLength,
      @ForAll boolean aligned) {
    PieceGeometry pieces =
        aligned
            ? PieceGeometry.aligned(files, pieceLength)
            : PieceGeometry.contiguous(files, pieceLength);
    List<List<String>> expected = new ArrayList<>();
    List<String> piece = new ArrayList<>();
    for (int f = 0; f < files.size(); f++) {
      for (long at = 0; at < files.get(f).length(); at++) {
        piece.add(f + "@" + at);
        if (piece.size() == pieceLength || (aligned && at == files.get(f).length() - 1)) {
          expected.add(piece);
          piece = new ArrayList<>();
        }
      }
    }
    if (!piece.isEmpty()) {
      expected.add(piece);
    }

    List<List<String>> actual = new ArrayList<>();
    for (int p = 0; p < pieces.pieceCount(); p++) {
      List<String> bytes = new ArrayList<>();
      pieces.spans(
          p,
          0,
          pieces.length(p),
          (file, offset, length) -> {
            for (int i = 0; i < length; i++) {
              bytes.add(file + "@" + (offset + i));
            }
          });
      actual.add(bytes);
      long content = bytes.size();
      while (content > 0 && files.get(fileOf(bytes.get((int) content - 1))).isPadding()) {
        content--;
      }
      assertThat(pieces.contentLength(p)).isEqualTo((int) content);
      assertThat(pieces.fileAt(p)).isEqualTo(fileOf(bytes.get(0)));
    }
    assertThat(actual).isEqualTo(expected);
    for (int f = 0; f < files.size(); f++) {
      for (int p = 0; p < actual.size(); p++) {
        String prefix = f + "@";
        assertThat(actual.get(p).stream().anyMatch(b -> b.startsWith(prefix)))
            .isEqualTo(p >= pieces.firstPiece(f) && p < pieces.endPiece(f));
      }
    }
  }

  private static int fileOf(String place) {
    return Integer.parseInt(place.substring(0, place.indexOf('@')));
  }

  @Provide
  Arbitrary<List<TorrentFile>> files() {
    Arbitrary<TorrentFile> regular =
        Arbitraries.longs().between(0, 50).map(PieceGeometryTest::file);
    Arbitrary<TorrentFile> padding = Arbitraries.longs().between(0, 30).map(TorrentFile::padding);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, regular), net.jqwik.api.Tuple.of(1, padding))
        .list()
        .ofMaxSize(8);
  }

  @Test
  void behindTheEndOfAV2FileOneMayAskOn() {
    List<TorrentFile> files =
        List.of(TorrentFile.regular("a", 1), TorrentFile.regular("b", 40_000));
    PieceGeometry aligned = PieceGeometry.aligned(files, 32_768);
    assertThat(aligned.length(0)).isEqualTo(1);
    assertThat(aligned.servedLength(0)).isEqualTo(32_768);
    assertThat(aligned.length(2)).isEqualTo(40_000 - 32_768);
    assertThat(aligned.servedLength(2)).isEqualTo(32_768);
    PieceGeometry contiguous = PieceGeometry.contiguous(files, 32_768);
    assertThat(contiguous.servedLength(1)).isEqualTo(contiguous.length(1));
  }
}
