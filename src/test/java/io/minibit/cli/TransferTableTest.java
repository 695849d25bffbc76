package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.TransferState;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferTableTest {
  private static final int COLUMNS = 110;

  private final TransferTable table = new TransferTable(false, false);

  private void put(String... names) {
    for (String name : names) {
      table.put(FakeNode.transfer(name, 1000, TransferState.DOWNLOADING, 0.5));
    }
  }

  private List<String> lines(int height) {
    return table.lines("box", COLUMNS, height, "keys");
  }

  @Test
  void aRowTellsNameStateAndProgress() {
    put("film.mkv");
    assertThat(lines(24)).hasSize(4);
    assertThat(lines(24).get(0)).startsWith("box  transfers 1  down 0 B/s");
    assertThat(lines(24).get(2)).startsWith("> film.mkv").contains("downloading  ####----  50%");
  }

  @Test
  void eightyColumnsHoldAllFigures() {
    put("film.mkv");
    assertThat(table.lines("box", 80, 24, "keys").get(1)).endsWith("PEERS  ETA");
    assertThat(table.lines("box", 80, 24, "keys").get(2)).endsWith("  1  -");
  }

  @Test
  void namesFromOutsideCannotDriveTheTerminal() {
    put("\033[2Jfilm\n\u202e");
    assertThat(String.join("", table.lines("\033[31m", COLUMNS, 24, "\033]0;x")))
        .doesNotContain("\033", "\n", "\u202e")
        .contains("\\u001b[2Jfilm\\u000a");
  }

  @Test
  void noLineIsWiderThanTheTerminalAndNoPageHigher() {
    put("a".repeat(300), "\u4e2d".repeat(200), "c", "d", "e", "f", "g");
    for (int columns : new int[] {20, 40, 80, 200}) {
      assertThat(table.lines("box", columns, 6, "keys".repeat(50)))
          .hasSize(6)
          .allMatch(line -> Columns.of(line) <= columns);
    }
  }

  @Test
  void theSelectedRowIsShownAndStaysSelected() {
    put("b", "c", "d", "e", "f");
    lines(5);
    table.move(3);
    assertThat(table.selected().name()).isEqualTo("e");
    assertThat(lines(5)).anyMatch(line -> line.startsWith("> e"));
    put("a");
    assertThat(table.selected().name()).isEqualTo("e");
    table.remove("old:e");
    assertThat(lines(5)).anyMatch(line -> line.startsWith("> "));
    table.move(-100);
    assertThat(table.selected().name()).isEqualTo("a");
    table.move(100);
    assertThat(table.selected().name()).isEqualTo("f");
  }
}
