package io.deltatune.jobs.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablePrinterTest {
  @Test
  void columnsAreAlignedAndNumbersStandToTheRight() {
    ResultTable table =
        new ResultTable(
            List.of("metric", "value"),
            List.of(false, true),
            List.of(List.of("bleu", 3.14159265), List.of("exact_match", 41)));
    assertEquals(
        List.of(
            "metric         value",
            "───────────  ───────",
            "bleu         3.14159",
            "exact_match       41"),
        new TablePrinter(0).lines(table));
  }

  @Test
  void theWidestColumnGivesWayWhereTheTerminalIsNarrow() {
    ResultTable table =
        new ResultTable(
            List.of("id", "answer"),
            List.of(false, false),
            List.of(List.of("a1", "an answer of many words")));
    List<String> lines = new TablePrinter(14).lines(table);
    assertEquals("a1  an answer…", lines.get(2));
    assertTrue(lines.stream().allMatch(line -> line.length() <= 14), lines.toString());
  }

  @Test
  void nullsLineBreaksAndWideLettersKeepTheColumns() {
    ResultTable table =
        new ResultTable(
            List.of("text", "n"),
            List.of(false, true),
            List.of(Arrays.asList("两行\nx", null), List.of("plain", 1)));
    assertEquals(
        List.of("text       n", "──────  ────", "两行⏎x  NULL", "plain      1"),
        new TablePrinter(0).lines(table));
  }

  @Test
  void verySmallAndVeryLargeNumbersKeepTheirDigits() {
    assertEquals("0.00000123000", Cells.brief(0.00000123));
    assertEquals("0", Cells.brief(0.0));
    assertEquals("NaN", Cells.brief(Double.NaN));
    assertEquals("0.1", Cells.brief(0.1));
    assertEquals("1.23457E+12", Cells.brief(1234567890123.0));
  }

  @Test
  void theLauncherSaysWhatIsATerminal() {
    assertEquals(new Console.Terminal(true, true, 132), Console.terminal("out,err,132"));
    assertEquals(new Console.Terminal(false, true, 100), Console.terminal(",err,"));
    assertEquals(new Console.Terminal(false, false, 100), Console.terminal(""));
    assertEquals(Console.Terminal.NONE, Console.terminal(null));
  }
}
