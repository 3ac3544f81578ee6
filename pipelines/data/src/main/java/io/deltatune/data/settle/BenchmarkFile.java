package io.deltatune.data.settle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.contamination.BenchmarkDocument;
import io.deltatune.core.contamination.BenchmarkIndexBuilder;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Contamination.Benchmark;
import io.deltatune.data.source.SourceFile;
import io.deltatune.data.source.SourceRow;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The documents of one file of a benchmark; knows which of the wanted fields it has met. */
final class BenchmarkFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TABLE = Pattern.compile("(?i).*\\.(csv|tsv)(\\.\\w+)?");

  private final Benchmark benchmark;
  private final SourceFile file;
  private final boolean isTable;
  private final Set<String> missing;
  private final Set<String> present = new TreeSet<>();
  private long rows;

  BenchmarkFile(Benchmark benchmark, SourceFile file) {
    this.benchmark = benchmark;
    this.file = file;
    this.isTable = TABLE.matcher(file.name()).matches();
    this.missing = new HashSet<>(benchmark.fields());
  }

  /**
   * Adds the texts of a row; a document's line is its place in a table, whose cells may hold lines.
   *
   * @throws UserError if the row is no JSON object or is otherwise damaged
   */
  void add(SourceRow row, BenchmarkIndexBuilder builder) {
    rows++;
    JsonNode fields = parsed(row);
    long line = isTable ? rows : row.line();
    for (String field : benchmark.fields()) {
      StringJoiner texts = new StringJoiner("\n");
      collect(fields.path(field), texts);
      if (texts.length() > 0) {
        missing.remove(field);
        builder.add(
            new BenchmarkDocument(benchmark.name(), file.name(), line, field), texts.toString());
      }
    }
    if (!missing.isEmpty()) {
      fields.fieldNames().forEachRemaining(present::add);
    }
  }

  private JsonNode parsed(SourceRow row) {
    if (row.fault() != null) {
      throw unreadable(row, row.problem(), null);
    }
    try {
      return JSON.readTree(row.text());
    } catch (JsonProcessingException failure) {
      throw unreadable(row, failure.getOriginalMessage(), failure);
    }
  }

  /** All texts in a field, however deep. */
  private static void collect(JsonNode node, StringJoiner texts) {
    if (node.isContainerNode()) {
      node.forEach(child -> collect(child, texts));
    } else if (!node.isNull() && !node.isMissingNode()) {
      texts.add(node.asText());
    }
  }

  private UserError unreadable(SourceRow row, String cause, Throwable failure) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        "the benchmark '" + benchmark.name() + "' cannot be read from " + file.name(),
        "row " + row.line() + ": " + cause,
        "mend the row: a benchmark is read whole or not at all",
        failure);
  }

  /**
   * @throws UserError if no row had a text in one of the fields
   */
  void requireFields() {
    if (!missing.isEmpty()) {
      throw new UserError(
          ErrorCode.CONFIG,
          "no row of "
              + file.name()
              + " has a text in the field '"
              + missing.iterator().next()
              + "'",
          "the rows of the benchmark '" + benchmark.name() + "' have " + String.join(", ", present),
          "correct the benchmark's fields in the recipe");
    }
  }
}
