package io.deltatune.jobs.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Aligned columns under a heading, numbers to the right. Where the terminal is too narrow, the
 * widest columns give way first.
 */
public final class TablePrinter {
  private static final String GAP = "  ";
  private static final int NARROWEST = 6;

  private final int width;

  /**
   * @param width columns of the terminal; 0 for no limit
   */
  public TablePrinter(int width) {
    this.width = width;
  }

  /** Prints to the console's results, cut to its width if that is a terminal. */
  public static void print(Console console, ResultTable table) {
    new TablePrinter(console.isTerminal() ? console.width() : 0)
        .lines(table)
        .forEach(console::line);
  }

  /** Prints one line, cut to the console's width if that is a terminal. */
  public static void cut(Console console, String text) {
    String line = Cells.brief(text);
    console.line(console.isTerminal() ? Cells.cut(line, console.width()) : line);
  }

  /** The heading, a rule, and a line a row. */
  public List<String> lines(ResultTable table) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(table.columns());
    for (List<Object> row : table.rows()) {
      cells.add(row.stream().map(Cells::brief).toList());
    }
    int[] widths = widths(cells, table.columns().size());
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      lines.add(line(row, widths, table.numeric()));
    }
    lines.add(1, rule(widths));
    return lines;
  }

  private int[] widths(List<List<String>> cells, int columns) {
    int[] widths = new int[columns];
    for (List<String> row : cells) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], Cells.width(row.get(column)));
      }
    }
    int room = width - GAP.length() * (columns - 1);
    while (width > 0 && Arrays.stream(widths).sum() > room) {
      int widest = widest(widths);
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int column = 1; column < widths.length; column++) {
      if (widths[column] > widths[widest]) {
        widest = column;
      }
    }
    return widest;
  }

  private static String line(List<String> row, int[] widths, List<Boolean> numeric) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String text = Cells.cut(row.get(column), widths[column]);
      String blank = " ".repeat(Math.max(0, widths[column] - Cells.width(text)));
      line.append(column == 0 ? "" : GAP);
      line.append(numeric.get(column) ? blank + text : text + blank);
    }
    return line.toString().stripTrailing();
  }

  private static String rule(int[] widths) {
    return String.join(GAP, Arrays.stream(widths).mapToObj("─"::repeat).toList());
  }
}
