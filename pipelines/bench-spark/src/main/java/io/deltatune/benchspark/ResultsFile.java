package io.deltatune.benchspark;

import io.deltatune.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/** A file of results as comma-separated values, to which rows are appended. */
public record ResultsFile(Path path) {
  private static final String HEADER = "date,machine,work,figure,value\n";

  /**
   * Appends the figures of a piece of work.
   *
   * @param work as in {@code ingest 1000000}
   * @param figures values by name with unit
   */
  public void append(String work, Map<String, Double> figures) throws IOException {
    StringBuilder text = new StringBuilder(Files.exists(path) ? "" : HEADER);
    figures.forEach(
        (figure, value) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%s,%s%n",
                    LocalDate.now(ZoneOffset.UTC),
                    Machine.description(),
                    work,
                    figure,
                    value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString(value.longValue())
                        : String.format(Locale.ROOT, "%.4g", value))));
    Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
