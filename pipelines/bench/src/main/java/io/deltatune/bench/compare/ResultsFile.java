package io.deltatune.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** A file of results as comma-separated values, to which rows are appended. */
record ResultsFile(Path path) {
  private static final String HEADER = "date,machine,shape,mode,figure,ours,peer,ratio\n";

  /**
   * A row.
   *
   * @param mode where our weights lie
   * @param figure its name with its unit
   * @param ours our value
   * @param peer the reference's
   */
  record Row(String mode, String figure, double ours, double peer) {
    double ratio() {
      return ours / peer;
    }
  }

  void append(LocalDate date, String machine, String shape, List<Row> rows) throws IOException {
    StringBuilder text = new StringBuilder(Files.exists(path) ? "" : HEADER);
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%s,%s,%.4g,%.4g,%.3f%n",
              date,
              quoted(machine),
              shape,
              row.mode(),
              quoted(row.figure()),
              row.ours(),
              row.peer(),
              row.ratio()));
    }
    Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String quoted(String value) {
    return value.contains(",") ? '"' + value + '"' : value;
  }
}
