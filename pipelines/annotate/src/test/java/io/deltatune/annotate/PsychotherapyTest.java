package io.deltatune.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.delta.tables.DeltaTable;
import io.deltatune.core.config.Settings;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.data.annotation.AnnotationStage;
import io.deltatune.data.annotation.TextAnnotator;
import io.deltatune.data.ingest.IngestServices;
import io.deltatune.data.ingest.Ingestion;
import io.deltatune.data.ingest.Ingestion.Scope;
import io.deltatune.data.ingest.RunStamp;
import io.deltatune.data.row.AnnotationRow;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.testkit.RealData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe that ships with annotation on. */
class PsychotherapyTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final int ROWS = 12;

  @TempDir static Path folder;

  private static IngestRecipe recipe;
  private static Warehouse warehouse;
  private static TextAnnotator annotator;

  @BeforeAll
  static void ingestAndAnnotate() {
    recipe = recipe(HOME.resolve("conf/ingest/psychotherapy.yaml"));
    warehouse = warehouse("sample");
    ingest(warehouse, recipe);
    annotator = SparkNlpAnnotator.of(warehouse.spark(), recipe.annotation());
    assertEquals(ROWS, annotate(warehouse, annotator));
  }

  @Test
  void theRecipeAnnotatesEveryTextOfEveryPair() {
    List<AnnotationRow> rows = rows(warehouse);
    assertEquals(3 * ROWS, rows.size());
    for (String part : List.of("prompt", "chosen", "rejected")) {
      assertEquals(ROWS, rows.stream().filter(row -> row.part().equals(part)).count(), part);
    }
    assertTrue(rows.stream().allMatch(row -> row.sentences() >= 1 && row.tokens() >= 3));
    for (Table<?> table : warehouse.existing()) {
      String content = warehouse.read(table).toJSON().collectAsList().toString();
      assertFalse(content.contains("mara.beispiel"), table.name());
      assertFalse(content.contains("5550 1234"), table.name());
    }
    List<String> labels =
        rows.stream().flatMap(row -> row.found().stream()).map(span -> span.label()).toList();
    assertTrue(
        labels.containsAll(
            List.of(
                "crisis",
                "referral",
                "disorder",
                "therapy",
                "medicine",
                "date",
                "yake",
                "refusal/sorry")),
        labels.toString());
  }

  @Test
  void whatARunLeftIsCompletedByTheNextOneAndWhatIsThereIsNotWrittenAgain() {
    List<AnnotationRow> whole = rows(warehouse);
    DeltaTable.forPath(warehouse.spark(), warehouse.path(Tables.ANNOTATIONS).toString())
        .delete("example_id < '8'");
    int left = rows(warehouse).size();
    assertEquals(whole.size() - left, 3 * annotate(warehouse, annotator));
    assertEquals(contents(whole), contents(rows(warehouse)));

    String version = warehouse.version(Tables.ANNOTATIONS).orElseThrow().toString();
    assertEquals(0, annotate(warehouse, annotator));
    assertEquals(
        0,
        new AnnotationStage(warehouse, ProgressReporter.SILENT)
            .run(annotator, List.of("another_source")));
    assertEquals(version, warehouse.version(Tables.ANNOTATIONS).orElseThrow().toString());
  }

  @Test
  void aUserAsksInSqlHowOftenAnswersReferToHelp() {
    List<Row> parts =
        warehouse
            .sql(
                "SELECT part, count(DISTINCT example_id) AS examples FROM annotations"
                    + " LATERAL VIEW explode(found) AS f"
                    + " WHERE f.label = 'referral' GROUP BY part ORDER BY part")
            .collectAsList();
    // By hand: the good answers of the rows 2, 4, 8, 9 and 11 of samples/data/psychotherapy.jsonl.
    assertEquals("[[chosen,5]]", parts.toString());
  }

  @Test
  void realCounsellingPairsAreAnnotatedWithoutPersonalData() throws Exception {
    RealData data = RealData.assumeAvailable();
    Path file = folder.resolve("counsel.yaml");
    Files.writeString(
        file,
        """
        include: %s
        sources: [{name: counsel_chat, path: %s, shape: preference}]
        annotation: {enabled: true}
        """
            .formatted(
                HOME.resolve("conf/ingest/base.yaml"),
                data.path("counsel_chat/counsel_chat_pairs.jsonl.gz")));
    Warehouse real = warehouse("real");
    ingest(real, recipe(file));
    long pairs = real.read(Tables.PREFERENCE_PAIRS).count();
    assertTrue(pairs > 150, pairs + " pairs");
    assertEquals(pairs, annotate(real, annotator));
    List<AnnotationRow> rows = rows(real);
    assertEquals(3 * pairs, rows.size());
    for (AnnotationRow row : rows) {
      row.found().forEach(span -> assertTrue(!span.text().contains("@"), span.toString()));
    }
  }

  private static IngestRecipe recipe(Path file) {
    return Recipes.read(IngestRecipe.class, file, Settings.NONE).recipe();
  }

  private static void ingest(Warehouse warehouse, IngestRecipe recipe) {
    new Ingestion(warehouse, ProgressReporter.SILENT, IngestServices.NONE)
        .run(recipe, new RunStamp("hash", "recipe", "test"), Scope.ALL);
  }

  private static long annotate(Warehouse warehouse, TextAnnotator annotator) {
    return new AnnotationStage(warehouse, ProgressReporter.SILENT)
        .run(annotator, List.of("psychotherapy", "counsel_chat"));
  }

  private static List<AnnotationRow> rows(Warehouse warehouse) {
    return warehouse.records(Tables.ANNOTATIONS).stream()
        .sorted(Comparator.comparing(AnnotationRow::exampleId).thenComparing(AnnotationRow::part))
        .toList();
  }

  /** Without what tells runs apart. */
  private static List<String> contents(List<AnnotationRow> rows) {
    return rows.stream()
        .map(row -> row.exampleId() + row.part() + row.version() + row.tokens() + row.found())
        .toList();
  }

  private static Warehouse warehouse(String name) {
    return Warehouse.open(Sessions.shared(), folder.resolve(name).toString());
  }
}
