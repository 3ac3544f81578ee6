package io.deltatune.jobs.realdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.jobs.trial.TestSession;
import io.deltatune.testkit.RealData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deltatune run conf/pipelines/alpaca.yaml} on published instruction data. */
class RealDataTest {
  private static final String ALPACA = "alpaca/alpaca_5000.json";
  private static final String ALPACA_DEMO = "llamafactory_demo/alpaca_en_demo.json";
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));

  @TempDir private Path folder;

  @Test
  void thePathFromRawDataToScoresAccountsForEveryRowAndLowersTheHeldOutLoss() {
    RealData data = RealData.assumeAvailable();
    Path alpaca = data.path(ALPACA);
    Path demo = data.path(ALPACA_DEMO);
    Warehouse warehouse = TestSession.warehouse(folder.resolve("warehouse"));
    Transcript run =
        Transcript.of(
            "run",
            HOME.resolve("conf/pipelines/alpaca.yaml").toString(),
            "--warehouse",
            folder.resolve("warehouse").toString(),
            "--set",
            "ingest.sources=[{name: alpaca, path: '%s'}, {name: alpaca_en_demo, path: '%s'}]"
                .formatted(alpaca, demo));
    assertEquals(ExitStatus.DONE, run.status(), run.err());

    assertEveryRowIsAccountedFor(warehouse, data);
    assertTheLossFell(warehouse);
    assertAnswersAndScores(warehouse);
    System.out.println(run.err());
    for (String query :
        List.of(
            "SELECT rows_read, rows_out, rows_quarantined, rows_duplicate, quarantined_by_reason"
                + " FROM ingest_runs",
            "SELECT rows, steps, tokens, validation_loss_before, validation_loss_after"
                + " FROM training_runs",
            "SELECT label, metric, value, rows FROM scores ORDER BY metric, label DESC")) {
      warehouse.sql(query).collectAsList().forEach(System.out::println);
    }
  }

  private static void assertEveryRowIsAccountedFor(Warehouse warehouse, RealData data) {
    List<IngestRunRow> runs = warehouse.records(Tables.INGEST_RUNS);
    assertEquals(1, runs.size(), "one ingestion");
    Map<String, Long> rows = new TreeMap<>();
    runs.get(0).files().forEach(file -> rows.put(file.source(), file.rows()));
    assertEquals(
        Map.of(
            "alpaca", (long) data.json(ALPACA).size(),
            "alpaca_en_demo", (long) data.json(ALPACA_DEMO).size()),
        rows,
        "as many rows as the files hold");
    assertEquals(Map.of("alpaca", 5000L, "alpaca_en_demo", 999L), rows, "of the published files");
    assertEquals(
        0,
        warehouse
            .sql(
                "SELECT * FROM ingest_runs"
                    + " WHERE rows_read <> rows_out + rows_quarantined + rows_duplicate")
            .count(),
        "in = out + quarantined + duplicates");
    Row tables =
        warehouse
            .sql(
                """
                SELECT (SELECT count(*) FROM raw_records) AS raw,
                  (SELECT count(*) FROM instruction_examples) AS kept,
                  (SELECT count(*) FROM quarantine) AS refused,
                  (SELECT count(*) FROM duplicates) AS twice,
                  (SELECT count(DISTINCT source) FROM instruction_examples) AS sources
                """)
            .first();
    assertEquals(5999L, tables.<Long>getAs("raw"), "all rows are kept as read");
    assertEquals(
        5999L,
        tables.<Long>getAs("kept") + tables.<Long>getAs("refused") + tables.<Long>getAs("twice"),
        "every row stands in one table: " + tables);
    assertTrue(tables.<Long>getAs("kept") > 5000, "most rows are usable: " + tables);
    assertEquals(2L, tables.<Long>getAs("sources"), "both sources have examples");
  }

  private static void assertTheLossFell(Warehouse warehouse) {
    List<TrainingRunRow> runs = warehouse.records(Tables.TRAINING_RUNS);
    assertEquals(1, runs.size(), "one training run");
    TrainingRunRow run = runs.get(0);
    assertEquals(50, run.steps(), "steps");
    assertTrue(
        run.validationLossAfter() < run.validationLossBefore() - 0.1,
        "the held-out loss must fall: " + run);
  }

  private static void assertAnswersAndScores(Warehouse warehouse) {
    List<Row> answers =
        warehouse
            .sql(
                """
                SELECT g.name, count(*) AS rows, count(DISTINCT g.example_id) AS examples,
                  sum(CASE WHEN e.split = 'test' THEN 1 ELSE 0 END) AS held_out,
                  sum(xxhash64(g.answer) % 1000003) AS texts
                FROM generations g JOIN instruction_examples e ON e.id = g.example_id
                GROUP BY g.name ORDER BY g.name
                """)
            .collectAsList();
    assertEquals(
        List.of("alpaca-after", "alpaca-before"),
        answers.stream().map(row -> row.getString(0)).toList(),
        "the sets of answers");
    for (Row row : answers) {
      assertEquals(100L, row.<Long>getAs("rows"), "answers: " + row);
      assertEquals(100L, row.<Long>getAs("examples"), "each to another question: " + row);
      assertEquals(100L, row.<Long>getAs("held_out"), "all of them held out: " + row);
    }
    assertNotEquals(
        answers.get(0).<Long>getAs("texts"),
        answers.get(1).<Long>getAs("texts"),
        "tuning changes answers");
    assertEquals(
        6,
        warehouse
            .sql("SELECT DISTINCT label, metric FROM scores WHERE rows = 100 AND value >= 0")
            .count(),
        "two sets and three metrics");
    List<Row> single =
        warehouse
            .sql(
                """
                SELECT g.name, s.metric, count(*) AS rows
                FROM row_scores s JOIN generations g ON g.id = s.generation_id
                GROUP BY g.name, s.metric
                """)
            .collectAsList();
    assertEquals(6, single.size(), "a score for each answer, set and metric: " + single);
    for (Row row : single) {
      assertEquals(100L, row.<Long>getAs("rows"), row.toString());
    }
  }
}
