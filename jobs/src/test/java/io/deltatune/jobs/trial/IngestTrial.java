package io.deltatune.jobs.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.cli.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.delta.DeltaLog;

/** Ingestions of the project's own rows, in this process or in one that can be disturbed. */
public final class IngestTrial {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /**
   * @param folder for recipes and warehouses
   */
  public IngestTrial(Path folder) {
    this.folder = folder;
  }

  /**
   * A recipe over rows of the sample's two files and over answers of a forum that are made of them.
   * Near duplicates are removed: every second question of the forum has the answers of a row of the
   * preferences with a word added, the others have those of another row.
   *
   * @param name also of its sources
   * @param from first row of each file
   * @param to row behind the last one
   * @param settings further lines
   */
  public Path recipe(String name, int from, int to, String... settings) throws IOException {
    rows(name, "demo", from, to);
    List<String> preferences = rows(name, "preferences", from, to);
    List<String> answers = new ArrayList<>();
    answers.add("questionID,questionTitle,questionText,answerText,upvotes");
    for (int row = 0; row + 1 < preferences.size(); row++) {
      JsonNode asked = JSON.readTree(preferences.get(row));
      JsonNode answered = JSON.readTree(preferences.get(row + row % 2));
      int question = from + row;
      answers.add(answer(question, asked, answered.get("chosen"), "", 7));
      answers.add(answer(question, asked, answered.get("chosen"), " I would not know.", 4));
      answers.add(answer(question, asked, answered.get("rejected"), " Gladly.", 2));
    }
    Files.write(folder.resolve(name + "-forum.csv"), answers);
    StringBuilder recipe = new StringBuilder("sources:\n");
    for (String source : List.of("demo.jsonl", "preferences.jsonl", "forum.csv")) {
      recipe.append(
          "  - {name: %s_%s, path: '%s'}\n"
              .formatted(
                  name,
                  source.substring(0, source.indexOf('.')),
                  folder.resolve(name + "-" + source)));
    }
    recipe.append("duplicates: {near: remove}\n");
    for (String setting : settings) {
      recipe.append(setting).append('\n');
    }
    return Files.writeString(Files.createTempFile(folder, name, ".yaml"), recipe);
  }

  /** Writes rows of a sample into a file of the trial. */
  private List<String> rows(String name, String sample, int from, int to) throws IOException {
    List<String> all = Files.readAllLines(HOME.resolve("samples/data/" + sample + ".jsonl"));
    List<String> rows = all.subList(Math.min(from, all.size()), Math.min(to, all.size()));
    Files.write(folder.resolve(name + "-" + sample + ".jsonl"), rows);
    return rows;
  }

  private static String answer(
      int question, JsonNode asked, JsonNode answer, String added, int votes) {
    return "%d,\"%s\",\"\",\"%s\",%d"
        .formatted(
            question,
            asked.get("prompt").textValue().replace("\"", "\"\""),
            answer.textValue().replace("\"", "\"\"") + added,
            votes);
  }

  /** Starts an ingestion in a process of its own. */
  public Child start(Path recipe, Path warehouse, String... options) throws IOException {
    return Child.start(folder, arguments(recipe, warehouse, options));
  }

  /** Starts one that holds all of its intermediate results in files, as one of many rows does. */
  public Child startInFiles(Path recipe, Path warehouse, String... options) throws IOException {
    List<String> inFiles = List.of("env", "JAVA_TOOL_OPTIONS=-Dspark.deltatune.ingest.memory=0");
    return Child.startThrough(folder, inFiles, arguments(recipe, warehouse, options));
  }

  private static String[] arguments(Path recipe, Path warehouse, String... options) {
    List<String> arguments = new ArrayList<>(List.of("ingest", recipe.toString()));
    arguments.addAll(List.of("--warehouse", warehouse.toString()));
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  /** Runs an ingestion to its end; the tables then hold every row of it once. */
  public Map<String, List<String>> complete(Path recipe, Path warehouse, String... options) {
    Transcript run = Transcript.of(arguments(recipe, warehouse, options));
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    return contents(warehouse);
  }

  /** What the tables hold, after some checks that hold of every warehouse. */
  public Map<String, List<String>> contents(Path warehouse) {
    Warehouse tables = TestSession.warehouse(warehouse);
    long unaccounted =
        tables
            .sql(
                "SELECT * FROM ingest_runs"
                    + " WHERE rows_read <> rows_out + rows_quarantined + rows_duplicate")
            .count();
    assertEquals(0, unaccounted, "every row is accounted for");
    long twice =
        tables
            .sql(
                "SELECT id FROM (SELECT id FROM instruction_examples"
                    + " UNION ALL SELECT id FROM preference_pairs) GROUP BY id HAVING count(*) > 1")
            .count();
    assertEquals(0, twice, "no example stands in the tables twice");
    List<Path> staged = new WarehouseWatch(warehouse).staged();
    assertTrue(staged.isEmpty(), "nothing of a run is left: " + staged);
    Map<String, List<String>> contents = Contents.of(tables);
    // Delta keeps the state of every table that it has seen, and a trial has many warehouses.
    DeltaLog.clearCache();
    return contents;
  }

  /** How many runs were recorded, which is the last thing that an ingestion does. */
  public long recorded(Path warehouse) {
    return TestSession.warehouse(warehouse).readOrEmpty(Tables.INGEST_RUNS).count();
  }
}
