package io.deltatune.jobs.work;

import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.ResultTable;
import io.deltatune.jobs.console.TablePrinter;
import io.deltatune.jobs.pipeline.StageOutcome;
import io.deltatune.jobs.pipeline.TrainStage;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the demo made: scores before and after, some answers side by side, and where all of it lies.
 */
final class DemoSummary {
  private static final int SHOWN_ANSWERS = 4;

  private final Workshop workshop;
  private final Console console;
  private final String before;
  private final String after;

  /**
   * @param labels names of the answers in {@code generations}, the baseline first
   */
  DemoSummary(Workshop workshop, List<String> labels) {
    this.workshop = workshop;
    this.console = workshop.workplace().console();
    this.before = labels.get(0);
    this.after = labels.get(labels.size() - 1);
  }

  void print(List<StageOutcome> outcomes, String time) {
    scores();
    answers();
    accounts();
    places(outcomes, time);
  }

  private void scores() {
    Dataset<Row> rows =
        sql(
            """
            SELECT metric,
              max(CASE WHEN label = ':before' THEN value END) AS before,
              max(CASE WHEN label = ':after' THEN value END) AS after,
              max(CASE WHEN label = ':after' THEN value END)
                - max(CASE WHEN label = ':before' THEN value END) AS change,
              max(rows) AS rows
            FROM scores
            WHERE evaluation_id =
              (SELECT max_by(evaluation_id, scored_at) FROM scores WHERE label = ':after')
            GROUP BY metric
            ORDER BY metric""");
    heading("Scores on held-out rows, before and after tuning");
    table(rows);
  }

  private void answers() {
    Dataset<Row> rows =
        sql(
            """
            WITH newest AS (
              SELECT name, example_id, max_by(answer, generated_at) AS answer
              FROM generations WHERE name IN (':before', ':after') GROUP BY name, example_id)
            SELECT element_at(e.prompt, -1).content, e.answer, b.answer, a.answer
            FROM instruction_examples e
            JOIN newest b ON b.example_id = e.id AND b.name = ':before'
            JOIN newest a ON a.example_id = e.id AND a.name = ':after'
            ORDER BY e.id""");
    heading("Some answers");
    for (Row row : rows.takeAsList(SHOWN_ANSWERS)) {
      text("question ", row.getString(0));
      text("reference", row.getString(1));
      text("before   ", row.getString(2));
      text("after    ", row.getString(3));
      console.line("");
    }
  }

  private void accounts() {
    heading("Rows of the last ingest run: read = out + quarantined + duplicates");
    table(
        sql(
            "SELECT rows_read, rows_out, rows_quarantined, rows_duplicate,"
                + " rows_read = rows_out + rows_quarantined + rows_duplicate AS adds_up"
                + " FROM ingest_runs ORDER BY finished_at DESC LIMIT 1"));
  }

  private void places(List<StageOutcome> outcomes, String time) {
    String adapter =
        outcomes.stream()
            .map(outcome -> outcome.outputs().get(TrainStage.RESULT))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("-");
    String skipped =
        outcomes.stream()
            .filter(StageOutcome::skipped)
            .map(StageOutcome::stage)
            .collect(Collectors.joining(", "));
    heading("Where it lies");
    console.line("  tables   " + workshop.warehouse().path());
    console.line("  adapter  " + adapter);
    console.line("  log      " + workshop.workplace().log().file());
    heading("To look further");
    String warehouse = workshop.workplace().warehouse();
    String place = warehouse.equals("warehouse") ? "" : " --warehouse " + quoted(warehouse);
    for (String query :
        List.of(
            "SELECT * FROM before_after",
            "SELECT reason, count(*) AS rows FROM quarantine GROUP BY reason",
            "SELECT step, split, loss FROM training_metrics ORDER BY step",
            "SELECT name, prompt, answer FROM generations LIMIT 10")) {
      console.line("  ./deltatune sql \"" + query + "\"" + place);
    }
    console.line("  ./deltatune tables" + place);
    console.line("");
    console.line(
        "Done in "
            + time
            + (skipped.isEmpty() ? "." : "; skipped, as done before: " + skipped + "."));
  }

  /** As a shell takes it for one word. */
  static String quoted(String word) {
    return word.matches("[\\w./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private void heading(String text) {
    console.line("");
    console.line(text);
  }

  private void text(String label, String text) {
    TablePrinter.cut(console, "  " + label + "  " + text);
  }

  private void table(Dataset<Row> rows) {
    List<List<Object>> values = rows.collectAsList().stream().map(SparkValues::values).toList();
    TablePrinter.print(
        console,
        new ResultTable(
            SparkValues.columns(rows.schema()), SparkValues.numeric(rows.schema()), values));
  }

  private Dataset<Row> sql(String query) {
    return workshop.warehouse().sql(query.replace(":before", before).replace(":after", after));
  }
}
