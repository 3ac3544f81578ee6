package io.deltatune.data.statistics;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.deltatune.core.statistics.TokenStatistics;
import io.deltatune.core.statistics.TokenStatistics.Part;
import io.deltatune.data.row.TokenStatisticRow;
import io.deltatune.data.row.TokenStatisticRow.Of;
import io.deltatune.data.table.ExampleKind;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Token statistics from the columns {@code prompt_tokens} and {@code answer_tokens} of the tables
 * of examples. Spark counts rows by length; what reaches the driver is as large as there are
 * different lengths, whatever the number of rows.
 */
public final class TokenCounts {
  private static final String PROMPT = "prompt_tokens";
  private static final String ANSWER = "answer_tokens";

  private final Warehouse warehouse;

  /** Statistics of a warehouse's examples. */
  public TokenCounts(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * Writes the statistics of all examples of some datasets, in one commit; nothing where no tokens
   * were counted.
   *
   * @param runId the ingest run that ends with this
   * @param sources names of datasets
   * @param tokenizer the name of what counted, {@link
   *     io.deltatune.core.chat.TokenCounterSource#name}
   * @param maximum the length that the recipe allows, prompt and answer together
   */
  public List<TokenStatisticRow> write(
      String runId, List<String> sources, String tokenizer, OptionalInt maximum) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<TokenStatisticRow> rows = new ArrayList<>();
    for (Table<?> table : ExampleKind.tables()) {
      if (warehouse.exists(table)) {
        Dataset<Row> examples = warehouse.read(table).where(col("source").isin(sources.toArray()));
        of(table.name(), examples)
            .forEach(
                (of, statistics) -> {
                  for (Part part : Part.values()) {
                    rows.add(
                        TokenStatisticRow.of(
                            runId, of, part, statistics.of(part), tokenizer, maximum, now));
                  }
                });
      }
    }
    warehouse.append(Tables.TOKEN_STATISTICS, rows);
    return List.copyOf(rows);
  }

  /**
   * The statistics of examples by source and split, in this order; rows without counts are left
   * out.
   *
   * @param examples with the columns {@code source}, {@code split}, {@code prompt_tokens} and
   *     {@code answer_tokens}
   */
  static Map<Of, TokenStatistics> of(String table, Dataset<Row> examples) {
    Dataset<Row> counts =
        examples
            .where(col(PROMPT).isNotNull().and(col(ANSWER).isNotNull()))
            .select(
                col("source"),
                col("split"),
                explode(
                        array(
                            length(Part.PROMPT, col(PROMPT)),
                            length(Part.ANSWER, col(ANSWER)),
                            length(Part.WHOLE, col(PROMPT).plus(col(ANSWER)))))
                    .as("counted"))
            .groupBy("source", "split", "counted")
            .count()
            .select(
                col("source"),
                col("split"),
                col("counted.part"),
                col("counted.length"),
                col("count"))
            .orderBy("source", "split");
    Map<Of, TokenStatistics> statistics = new LinkedHashMap<>();
    for (Iterator<Row> rows = counts.toLocalIterator(); rows.hasNext(); ) {
      Row row = rows.next();
      statistics
          .computeIfAbsent(
              new Of(row.getString(0), table, row.getString(1)), of -> new TokenStatistics())
          .of(Part.valueOf(row.getString(2)))
          .add(row.getInt(3), row.getLong(4));
    }
    return statistics;
  }

  /** The statistics of the latest run that counted any of these datasets; none without one. */
  public List<TokenStatisticRow> latest(List<String> sources) {
    Dataset<Row> known =
        warehouse.readOrEmpty(Tables.TOKEN_STATISTICS).where(col("source").isin(sources.toArray()));
    List<Row> last = known.orderBy(col("counted_at").desc()).select("run_id").takeAsList(1);
    return last.isEmpty()
        ? List.of()
        : warehouse.records(
            Tables.TOKEN_STATISTICS,
            known
                .where(col("run_id").equalTo(last.get(0).getString(0)))
                .orderBy("source", "table_name", "split", "part"));
  }

  private static Column length(Part part, Column tokens) {
    return struct(lit(part.name()).as("part"), tokens.as("length"));
  }
}
