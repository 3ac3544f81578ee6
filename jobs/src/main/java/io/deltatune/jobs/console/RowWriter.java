package io.deltatune.jobs.console;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes rows for programs, one at a time: CSV (RFC 4180) or JSON lines. */
public final class RowWriter {
  private RowWriter() {}

  /** A header, then the rows. Null is an empty field. */
  public static void csv(Console console, List<String> columns, Iterator<List<Object>> rows) {
    console.line(columns.stream().map(RowWriter::quoted).collect(Collectors.joining(",")));
    while (rows.hasNext()) {
      console.line(
          rows.next().stream()
              .map(Cells::exact)
              .map(RowWriter::quoted)
              .collect(Collectors.joining(",")));
    }
  }

  /** An object a line, with every column. */
  public static void json(Console console, List<String> columns, Iterator<List<Object>> rows) {
    while (rows.hasNext()) {
      List<Object> row = rows.next();
      Map<String, Object> object = new LinkedHashMap<>();
      for (int column = 0; column < columns.size(); column++) {
        object.put(columns.get(column), row.get(column));
      }
      console.line(Cells.json(object));
    }
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(letter -> ",\"\r\n".indexOf(letter) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
