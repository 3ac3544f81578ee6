package io.deltatune.data.statistics;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.deltatune.core.chat.TokenCounterSource;
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
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Token statistics from the columns {@code prompt_tokens} and {@code answer_tokens} of the tables
 * of examples. Spark counts rows by length; what reaches the driver is as large as there are
 * different lengths, whatever the number of rows. Examples that another tokenizer counted, or none,
 * are counted first, in their tables.
 */
public final class TokenCounts {
  static final String PROMPT = "prompt_tokens";
  static final String ANSWER = "answer_tokens";
  static final String TOKENIZER = "tokenizer";

  /** Stands in the place of a part for rows that the tokenizer has not counted. */
  private static final String UNCOUNTED = "UNCOUNTED";

  private final Warehouse warehouse;

  /** Statistics of a warehouse's examples. */
  public TokenCounts(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * Statistics of a table's examples.
   *
   * @param uncounted how many rows this tokenizer has not counted
   */
  record Counted(Map<Of, TokenStatistics> statistics, long uncounted) {}

  /**
   * Writes the statistics of all examples of some datasets, in one commit; nothing where there are
   * none.
   *
   * @param runId the ingest run that ends with this
   * @param sources names of datasets
   * @param tokenizer what counts
   * @param maximum the length that the recipe allows, prompt and answer together
   */
  public List<TokenStatisticRow> write(
      String runId, List<String> sources, TokenCounterSource tokenizer, OptionalInt maximum) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<TokenStatisticRow> rows = new ArrayList<>();
    for (ExampleKind kind : ExampleKind.values()) {
      if (warehouse.exists(kind.table())) {
        counted(kind, sources, tokenizer)
            .forEach(
                (of, statistics) -> {
                  for (Part part : Part.values()) {
                    rows.add(
                        TokenStatisticRow.of(
                            runId, of, part, statistics.of(part), tokenizer.name(), maximum, now));
                  }
                });
      }
    }
    warehouse.append(Tables.TOKEN_STATISTICS, rows);
    return List.copyOf(rows);
  }

  private Map<Of, TokenStatistics> counted(
      ExampleKind kind, List<String> sources, TokenCounterSource tokenizer) {
    Table<?> table = kind.table();
    warehouse.create(table);
    Dataset<Row> examples = warehouse.read(table).where(col("source").isin(sources.toArray()));
    Counted counted = of(table.name(), examples, tokenizer.name());
    if (counted.uncounted() == 0) {
      return counted.statistics();
    }
    Dataset<Row> anew =
        examples
            .where(not(isCounted(tokenizer.name())))
            .mapPartitions(new TokenCounting(kind, tokenizer), Encoders.row(TokenCounting.SCHEMA));
    warehouse.update(table, anew, List.of(PROMPT, ANSWER, TOKENIZER));
    Dataset<Row> now = warehouse.read(table).where(col("source").isin(sources.toArray()));
    return of(table.name(), now, tokenizer.name()).statistics();
  }

  private static Column isCounted(String tokenizer) {
    return col(TOKENIZER)
        .eqNullSafe(tokenizer)
        .and(col(PROMPT).isNotNull())
        .and(col(ANSWER).isNotNull());
  }

  /**
   * The statistics of examples by source and split, in this order.
   *
   * @param examples with the columns {@code source}, {@code split}, {@code prompt_tokens}, {@code
   *     answer_tokens} and {@code tokenizer}
   * @param tokenizer whose counts are wanted
   */
  static Counted of(String table, Dataset<Row> examples, String tokenizer) {
    Column lengths =
        when(
                isCounted(tokenizer),
                array(
                    length(Part.PROMPT.name(), col(PROMPT)),
                    length(Part.ANSWER.name(), col(ANSWER)),
                    length(Part.WHOLE.name(), col(PROMPT).plus(col(ANSWER)))))
            .otherwise(array(length(UNCOUNTED, lit(0))));
    Dataset<Row> counts =
        examples
            .select(col("source"), col("split"), explode(lengths).as("counted"))
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
    long uncounted = 0;
    for (Iterator<Row> rows = counts.toLocalIterator(); rows.hasNext(); ) {
      Row row = rows.next();
      if (row.getString(2).equals(UNCOUNTED)) {
        uncounted += row.getLong(4);
      } else {
        statistics
            .computeIfAbsent(
                new Of(row.getString(0), table, row.getString(1)), of -> new TokenStatistics())
            .of(Part.valueOf(row.getString(2)))
            .add(row.getInt(3), row.getLong(4));
      }
    }
    return new Counted(statistics, uncounted);
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

  private static Column length(String part, Column tokens) {
    return struct(lit(part).as("part"), tokens.as("length"));
  }
}
