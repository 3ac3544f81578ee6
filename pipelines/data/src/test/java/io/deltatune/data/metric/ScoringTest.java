package io.deltatune.data.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.metric.Metric;
import io.deltatune.core.metric.MetricTotal;
import io.deltatune.core.metric.Metrics;
import io.deltatune.data.Sessions;
import io.deltatune.data.row.RowScoreRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTest {
  private static final StructType PAIRS =
      new StructType()
          .add("generation_id", DataTypes.StringType)
          .add("example_id", DataTypes.StringType)
          .add("answer", DataTypes.StringType)
          .add("reference", DataTypes.StringType);

  @TempDir Path folder;

  private final SparkSession spark = Sessions.shared();

  @Test
  void aggregatesOverPartitionsEqualCoresOwnValues() {
    List<Row> rows = pairs(200);
    Scoring scoring = new Scoring(warehouse(), Metrics.ALL);
    List<CorpusScore> scores =
        scoring.corpusScores(spark.createDataFrame(rows, PAIRS).repartition(5));
    for (int i = 0; i < Metrics.ALL.size(); i++) {
      Metric metric = Metrics.ALL.get(i);
      MetricTotal expected = new MetricTotal(metric);
      rows.forEach(row -> expected.add(row.getString(2), List.of(row.getString(3))));
      CorpusScore score = scores.get(i);
      assertEquals(expected.value(), score.value(), metric.name());
      assertEquals(metric.name(), score.metric());
      assertEquals(metric.signature(1), score.signature());
      assertEquals(200, score.rows());
    }
  }

  @Test
  void sqlKnowsTheMetricsAndLeavesNullsOut() {
    MetricFunctions.register(spark);
    List<Row> rows = new ArrayList<>(pairs(20));
    MetricTotal expected = new MetricTotal(Metrics.BLEU);
    rows.forEach(row -> expected.add(row.getString(2), List.of(row.getString(3))));
    rows.add(RowFactory.create("g", "e", null, "a reference"));
    spark.createDataFrame(rows, PAIRS).repartition(3).createOrReplaceTempView("scored");
    Row row =
        spark
            .sql(
                "SELECT corpus_bleu(answer, reference), corpus_exact_match(answer, reference),"
                    + " corpus_rouge_l(answer, reference), avg(row_rouge_l(answer, reference)),"
                    + " corpus_bleu(answer, reference) FILTER (WHERE answer IS NULL) FROM scored")
            .first();
    assertEquals(expected.value(), row.getDouble(0));
    assertTrue(row.getDouble(1) >= 0);
    assertEquals(row.getDouble(2), row.getDouble(3), 1e-9);
    assertTrue(row.isNullAt(4));
  }

  @Test
  void rowScoresAreWrittenOnce() {
    Warehouse warehouse = warehouse();
    Scoring scoring = new Scoring(warehouse, List.of(Metrics.BLEU, Metrics.EXACT_MATCH));
    List<Row> rows = pairs(10);
    Dataset<Row> pairs = spark.createDataFrame(rows, PAIRS);
    assertEquals(20, scoring.writeRowScores(pairs));
    String version = warehouse.version(Tables.ROW_SCORES).orElseThrow().toString();
    assertEquals(0, scoring.writeRowScores(pairs));
    assertEquals(version, warehouse.version(Tables.ROW_SCORES).orElseThrow().toString());
    for (RowScoreRow score : warehouse.records(Tables.ROW_SCORES)) {
      Row pair = rows.get(Integer.parseInt(score.generationId().substring(1)));
      Metric metric = Metrics.named(score.metric()).orElseThrow();
      assertEquals(metric.rowSignature(1), score.signature());
      assertEquals(
          metric.rowValue(metric.statistic(pair.getString(2), List.of(pair.getString(3)))),
          score.value());
    }
  }

  @Test
  void nothingToScoreIsAnError() {
    Scoring scoring = new Scoring(warehouse(), List.of(Metrics.BLEU));
    UserError error =
        assertThrows(
            UserError.class, () -> scoring.corpusScores(spark.createDataFrame(List.of(), PAIRS)));
    assertEquals("there is nothing to score", error.problem());
  }

  private Warehouse warehouse() {
    return Warehouse.open(spark, folder.resolve("warehouse").toString());
  }

  /** Answers that share some of their words with their references, and some that are equal. */
  private static List<Row> pairs(int count) {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String reference = words(random, 8 + random.nextInt(8));
      String answer = i % 5 == 0 ? reference : reference.substring(4) + words(random, 3);
      rows.add(RowFactory.create("g" + i, "e" + i, answer, reference));
    }
    return rows;
  }

  private static String words(Random random, int count) {
    String[] known = {"the", "river", "runs", "to", "sea", "a", "green", "hill", "and", "stone"};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(known[random.nextInt(known.length)]).append(' ');
    }
    return text.append('.').toString();
  }
}
