package io.minibit.cli;

import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The transfers of a node as lines of a terminal: a summary, a row each, and what keys do. Holds
 * which row is selected; draws nothing itself.
 */
final class TransferTable {
  private static final int BAR_WIDTH = 8;

  /** The mark, all other columns, and the time to go. */
  private static final int ROW_WITHOUT_NAME = 71;

  /** Summary, head, and the line of keys. */
  private static final int LINES_AROUND = 3;

  private final boolean unicode;
  private final boolean colours;
  private final Map<String, Transfer> transfers = new LinkedHashMap<>();
  private String selected;
  private int firstShown;

  TransferTable(boolean unicode, boolean colours) {
    this.unicode = unicode;
    this.colours = colours;
  }

  void put(Transfer transfer) {
    transfers.put(transfer.id(), transfer);
  }

  void remove(String id) {
    transfers.remove(id);
  }

  /** The one that keys act on; null where there is none. */
  Transfer selected() {
    List<Transfer> rows = rows();
    return rows.isEmpty() ? null : rows.get(selectedRow(rows));
  }

  /** Selects another, so many rows further down. */
  void move(int rowsDown) {
    List<Transfer> rows = rows();
    if (!rows.isEmpty()) {
      int row = selectedRow(rows) + rowsDown;
      selected = rows.get(Math.max(0, Math.min(rows.size() - 1, row))).id();
    }
  }

  /**
   * All lines, safe to be written to a terminal of that size.
   *
   * @param lastLine what keys do, or a question
   */
  List<String> lines(String node, int columns, int height, String lastLine) {
    List<Transfer> rows = rows();
    int room = Math.max(1, height - LINES_AROUND);
    int row = selectedRow(rows);
    if (!rows.isEmpty()) {
      // What is marked stays marked when others come and go.
      selected = rows.get(row).id();
    }
    firstShown = Math.max(0, Math.min(firstShown, rows.size() - room));
    firstShown = Math.min(firstShown, row);
    firstShown = Math.max(firstShown, row - room + 1);
    List<String> lines = new ArrayList<>();
    lines.add(cut(summary(node, rows), columns));
    int nameWidth = Math.max(8, columns - ROW_WITHOUT_NAME);
    lines.add(
        paint(Style.DIM, cut(figures("  " + pad("NAME", nameWidth), "STATE", "DONE"), columns)));
    for (int i = firstShown; i < Math.min(rows.size(), firstShown + room); i++) {
      String line = cut(row(rows.get(i), nameWidth, i == row), columns);
      lines.add(i == row ? paint(Style.BOLD, line) : line);
    }
    lines.add(paint(Style.DIM, cut(SafeText.of(lastLine), columns)));
    return lines;
  }

  /** One line for whoever reads no screen. */
  static String plain(Transfer transfer) {
    String error = transfer.error() == null ? "" : "  " + transfer.error();
    return String.format(
        "%s  %s  %d%%  down %s  up %s  peers %d  ETA %s%s",
        transfer.name(),
        word(transfer),
        percent(transfer),
        rate(transfer.downloadRate()),
        rate(transfer.uploadRate()),
        transfer.peers(),
        eta(transfer),
        error);
  }

  private String summary(String node, List<Transfer> rows) {
    long down = rows.stream().mapToLong(Transfer::downloadRate).sum();
    long up = rows.stream().mapToLong(Transfer::uploadRate).sum();
    return SafeText.of(node)
        + "  transfers "
        + rows.size()
        + "  down "
        + rate(down)
        + "  up "
        + rate(up);
  }

  private static String figures(String name, String state, String done) {
    return String.format(
        "%s  %-11s  %-13s  %10s  %10s  %5s  %s", name, state, done, "DOWN", "UP", "PEERS", "ETA");
  }

  private String row(Transfer transfer, int nameWidth, boolean isSelected) {
    String name = Columns.cut(SafeText.of(transfer.name()), nameWidth, unicode ? "…" : "~");
    String why = transfer.error() == null ? "" : "  " + SafeText.of(transfer.error());
    String wait = transfer.state() == TransferState.DOWNLOADING ? "  " + eta(transfer) : "";
    return String.format(
        "%s%s  %-11s  %s %3d%%  %10s  %10s  %5d%s%s",
        isSelected ? "> " : "  ",
        pad(name, nameWidth),
        word(transfer),
        bar(transfer.progress()),
        percent(transfer),
        rate(transfer.downloadRate()),
        rate(transfer.uploadRate()),
        transfer.peers(),
        wait,
        why);
  }

  private String bar(double progress) {
    int filled = (int) Math.min(BAR_WIDTH, progress * BAR_WIDTH);
    return (unicode ? "━" : "#").repeat(filled) + (unicode ? "─" : "-").repeat(BAR_WIDTH - filled);
  }

  private static String word(Transfer transfer) {
    return transfer.state().name().toLowerCase(Locale.ROOT);
  }

  /** Rounded down: 100 only when all is there. */
  private static int percent(Transfer transfer) {
    return (int) (transfer.progress() * 100);
  }

  private static String rate(long bytesPerSecond) {
    return Quantity.rate((double) bytesPerSecond);
  }

  private static String eta(Transfer transfer) {
    return Quantity.duration(transfer.eta() == null ? -1 : transfer.eta());
  }

  private List<Transfer> rows() {
    return transfers.values().stream()
        .sorted(Comparator.comparing(Transfer::name).thenComparing(Transfer::id))
        .toList();
  }

  private int selectedRow(List<Transfer> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).id().equals(selected)) {
        return i;
      }
    }
    return 0;
  }

  private String cut(String safe, int columns) {
    return Columns.cut(safe, columns, unicode ? "…" : "~");
  }

  private static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - Columns.of(text)));
  }

  private String paint(Style style, String text) {
    return colours ? style.paint(text) : text;
  }
}
