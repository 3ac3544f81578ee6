package io.deltatune.bench.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.deltatune.bench.Machine;
import io.deltatune.bench.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a device check found, figure by figure; printed while it grows. */
final class Report {
  private final String device;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /**
   * A figure.
   *
   * @param section what was looked at
   * @param name of what was measured
   * @param value in the unit
   * @param unit of the value
   * @param note what else there is to say
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Figure(String section, String name, double value, String unit, String note) {}

  /**
   * The report as JSON.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @param machine its processors
   * @param passed whether nothing failed
   * @param failures in words
   * @param figures all of them
   */
  record Document(
      String device, String machine, boolean passed, List<String> failures, List<Figure> figures) {}

  Report(String device) {
    this.device = device;
  }

  void add(String section, String name, double value, String unit, String note) {
    Figure figure = new Figure(section, name, value, unit, note);
    figures.add(figure);
    System.out.println("  " + String.join("  ", cells(figure)));
  }

  /** Something that must hold and does not. */
  void fail(String failure) {
    failures.add(failure);
    System.out.println("  FAILED: " + failure);
  }

  boolean passed() {
    return failures.isEmpty();
  }

  Document document() {
    return new Document(
        device, Machine.description(), passed(), List.copyOf(failures), List.copyOf(figures));
  }

  void write(Path path) throws IOException {
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(path.toFile(), document());
  }

  private static String[] cells(Figure figure) {
    String value = String.format(Locale.ROOT, "%.4g", figure.value());
    return new String[] {figure.section(), figure.name(), value, figure.unit(), figure.note()};
  }

  @Override
  public String toString() {
    TextTable table = TextTable.of("section", "figure", "value", "unit", "");
    figures.forEach(figure -> table.row(cells(figure)));
    return table + (passed() ? "passed\n" : "FAILED:\n  " + String.join("\n  ", failures) + "\n");
  }
}
