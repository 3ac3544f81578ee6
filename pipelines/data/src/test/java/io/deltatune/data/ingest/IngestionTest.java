package io.deltatune.data.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.data.Sessions;
import io.deltatune.data.ingest.Ingestion.Scope;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.data.table.WarehouseLock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {
  private static final RunStamp STAMP = new RunStamp("0".repeat(64), "sources: []", "test");
  private static final List<Table<?>> WITHOUT_RUNS =
      Tables.all().stream()
          .filter(table -> !List.of(Tables.INGEST_RUNS, Tables.RULE_COUNTS).contains(table))
          .toList();

  @TempDir Path folder;

  @Test
  void everyRowGoesOneWayAndASecondRunChangesNothing() throws IOException {
    String[] sources = oneRowOfEachKind();
    Warehouse warehouse = warehouse("one-way");
    IngestRecipe recipe = recipe(42, sources);
    IngestRunRow run = ingest(warehouse, recipe);

    assertEquals(11, run.rowsRead());
    assertEquals(3, run.rowsOut());
    assertEquals(3, run.rowsNew());
    assertEquals(2, run.rowsDuplicate());
    assertEquals(
        Map.of(
            "not_json",
            1L,
            "missing_field",
            1L,
            "empty_answer",
            1L,
            "too_long",
            1L,
            "not_an_object",
            1L,
            "unknown_shape",
            1L),
        run.quarantinedByReason());
    assertEquals(List.of(8L, 3L), run.files().stream().map(file -> file.rows()).toList());
    assertQuarantine(warehouse);
    assertDuplicates(warehouse);
    assertEquals(11, warehouse.read(Tables.RAW_RECORDS).count());
    assertEquals(3, warehouse.read(Tables.SPLITS).count());
    assertEquals(
        "Yes, it is bright day.",
        warehouse.records(Tables.PREFERENCE_PAIRS).get(0).toPair().chosen());
    assertEquals(
        List.of("Red is a colour.", "Water is a clear liquid that all life needs."),
        warehouse.records(Tables.INSTRUCTION_EXAMPLES).stream()
            .map(row -> row.toExample().answer())
            .sorted()
            .toList());

    Map<String, String> versions = warehouse.versions(WITHOUT_RUNS);
    assertEquals(run.versionsAfter(), versions);
    IngestRunRow again = ingest(warehouse, recipe);
    assertEquals(versions, warehouse.versions(WITHOUT_RUNS));
    assertEquals(0, again.rowsNew());
    assertEquals(run.rowsOut(), again.rowsOut());
    assertEquals(run.rowsDuplicate(), again.rowsDuplicate());
    assertEquals(run.quarantinedByReason(), again.quarantinedByReason());
    assertEquals(2, warehouse.read(Tables.INGEST_RUNS).count());
  }

  private String[] oneRowOfEachKind() throws IOException {
    Path lines =
        write(
            "lines.jsonl",
            question("What is water?", "Water is a clear liquid that all life needs."),
            "",
            "{not json",
            "{\"instruction\": \"Say something.\"}",
            question("Answer nothing.", "   "),
            question("Answer at length.", "long ".repeat(200)),
            question("What is water?", "Water is a clear liquid that all life needs."),
            "[1, 2]",
            "{\"colour\": \"red\"}");
    Path array = folder.resolve("array.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(array))) {
      String rows =
          "["
              + question("Name a colour.", "Red is a colour.")
              + ",\n"
              + question("What is water?", "Water is a clear liquid that all life needs.")
              + ",\n"
              + pair("Is it day?", "Yes, it is bright day.", "No, it is dark night.")
              + "]";
      out.write(rows.getBytes(StandardCharsets.UTF_8));
    }
    return new String[] {source("lines", lines), source("array", array)};
  }

  private static void assertQuarantine(Warehouse warehouse) {
    Map<String, String> details = new TreeMap<>();
    Map<String, Long> lines = new TreeMap<>();
    for (Row row :
        warehouse.sql("SELECT reason, detail, line, text FROM quarantine").collectAsList()) {
      details.put(row.getString(0), row.getString(1));
      lines.put(row.getString(0), row.getLong(2));
    }
    assertEquals(
        Map.of(
            "not_json",
            3L,
            "missing_field",
            4L,
            "empty_answer",
            5L,
            "too_long",
            6L,
            "not_an_object",
            8L,
            "unknown_shape",
            9L),
        lines);
    assertTrue(details.get("missing_field").contains("output"), details.get("missing_field"));
    assertTrue(details.get("empty_answer").contains("is empty"), details.get("empty_answer"));
    assertTrue(details.get("too_long").contains("at most 500"), details.get("too_long"));
    assertTrue(details.get("unknown_shape").contains("colour"), details.get("unknown_shape"));
  }

  private static void assertDuplicates(Warehouse warehouse) {
    assertEquals(
        List.of("array 2 lines 1", "lines 7 lines 1"),
        warehouse
            .sql("SELECT source, line, kept_source, kept_line FROM duplicates")
            .collectAsList()
            .stream()
            .map(row -> row.mkString(" "))
            .sorted()
            .toList());
  }

  @Test
  void aRunThatWasCutOffIsCompletedByTheNextOne() throws IOException {
    Path rows = write("rows.jsonl", questions(20));
    Warehouse whole = warehouse("whole");
    Warehouse cut = warehouse("cut");
    IngestRecipe recipe = recipe(42, source("rows", rows));
    ingest(whole, recipe);
    ingest(cut, recipe(42, source("rows", write("rows.jsonl", questions(5)))));
    write("rows.jsonl", questions(20));
    // As after a kill between two commits: a raw record and a split without their example.
    Warehouse.open(Sessions.shared(), cut.path().toString())
        .sql("DELETE FROM instruction_examples WHERE answer LIKE '%number 3%'");
    cut.sql("DELETE FROM ingest_runs");

    IngestRunRow run = ingest(cut, recipe);
    assertEquals(20, run.rowsOut());
    assertEquals(16, run.rowsNew());
    assertEquals(
        content(whole, Tables.INSTRUCTION_EXAMPLES), content(cut, Tables.INSTRUCTION_EXAMPLES));
    assertEquals(content(whole, Tables.SPLITS), content(cut, Tables.SPLITS));
    assertEquals(content(whole, Tables.RAW_RECORDS), content(cut, Tables.RAW_RECORDS));

    cut.sql("UPDATE splits SET group_key = 'on two sides'");
    IllegalStateException divided =
        assertThrows(IllegalStateException.class, () -> ingest(cut, recipe));
    assertTrue(
        divided.getMessage().contains("group_key on two sides is in the splits"),
        divided.getMessage());
    assertEquals(1, cut.read(Tables.INGEST_RUNS).count(), "such a run is not recorded");
  }

  private static List<String> content(Warehouse warehouse, Table<?> table) {
    return warehouse.read(table).drop("run_id", "ingested_at").collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  @Test
  void anotherSeedGivesAnotherSplitAndAFirstAssignmentIsKept() throws IOException {
    Path rows = write("rows.jsonl", questions(60));
    Warehouse first = warehouse("seed-42");
    Warehouse second = warehouse("seed-7");
    ingest(first, recipe(42, source("rows", rows)));
    ingest(second, recipe(7, source("rows", rows)));
    Map<String, String> before = splits(first);
    assertNotEquals(before, splits(second));
    assertTrue(before.containsValue("test") && before.containsValue("train"), before.toString());

    List<String> notes = new ArrayList<>();
    new Ingestion(first, (label, unit, total) -> new Notes(notes), IngestServices.NONE)
        .run(recipe(7, source("rows", rows)), STAMP, Scope.ALL);
    assertEquals("60 rows keep the split of another seed", notes.get(notes.size() - 1));
    ingest(first, recipe(7, source("rows", write("more.jsonl", questions(70)))));
    Map<String, String> after = splits(first);
    assertEquals(70, after.size());
    before.forEach((id, split) -> assertEquals(split, after.get(id)));
  }

  /** Keeps the notes of a progress. */
  private record Notes(List<String> texts) implements Progress {
    @Override
    public void advance(long units, long tokens) {}

    @Override
    public void note(String text) {
      texts.add(text);
    }

    @Override
    public void close() {}
  }

  private static Map<String, String> splits(Warehouse warehouse) {
    return warehouse.records(Tables.SPLITS).stream()
        .collect(Collectors.toMap(row -> row.exampleId(), row -> row.split()));
  }

  @Test
  void aBrokenArrayKeepsWhatCameBeforeTheBreak() throws IOException {
    Path broken = folder.resolve("broken.json");
    Files.writeString(broken, "[" + question("One?", "One is a number.") + ", {\"instruction\": ");
    Warehouse warehouse = warehouse("broken");
    IngestRunRow run = ingest(warehouse, recipe(1, source("broken", broken)));
    assertEquals(1, run.rowsOut());
    assertEquals(Map.of("not_json", 1L), run.quarantinedByReason());
  }

  @Test
  void aDamagedFileEndsTheRunWithTheUsersMistakeAndNothingIsWritten() throws IOException {
    Path rows = write("rows.jsonl", questions(1));
    Path damaged = write("damaged.parquet", "PAR1 and nothing of Parquet PAR1");
    Warehouse warehouse = warehouse("damaged");
    IngestRecipe recipe = recipe(1, source("rows", rows), source("damaged", damaged));
    UserError error = assertThrows(UserError.class, () -> ingest(warehouse, recipe));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code());
    assertTrue(error.problem().contains("damaged.parquet"), error.problem());
    assertEquals(0, warehouse.readOrEmpty(Tables.RAW_RECORDS).count());
  }

  @Test
  void aMissingFileIsNamedWithThePlaceWhereItWasLookedFor() {
    IngestRecipe recipe = recipe(1, source("gone", folder.resolve("gone.jsonl")));
    UserError error = assertThrows(UserError.class, () -> ingest(warehouse("missing"), recipe));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertTrue(error.problem().contains("the source 'gone' has no file"), error.problem());
    assertTrue(error.reason().contains("gone.jsonl"), error.reason());
  }

  @Test
  void anUnwritableWarehouseIsRefusedBeforeAnythingIsRead() throws IOException {
    Path file = write("a-file", "in the way");
    Path rows = write("rows.jsonl", questions(1));
    Warehouse warehouse = Warehouse.open(Sessions.shared(), file.resolve("warehouse").toString());
    UserError error =
        assertThrows(UserError.class, () -> ingest(warehouse, recipe(1, source("rows", rows))));
    assertEquals(ErrorCode.NOT_ACCESSIBLE, error.code());
    assertTrue(error.problem().contains("cannot be written"), error.problem());
    assertTrue(error.remedy().contains("--warehouse"), error.remedy());
  }

  @Test
  @SuppressWarnings("try") // the lock is there to be held
  void aWarehouseThatAnotherJobWritesIsRefused() throws IOException {
    Path rows = write("rows.jsonl", questions(1));
    Warehouse warehouse = warehouse("busy");
    try (WarehouseLock held = warehouse.lock(Duration.ZERO, () -> {})) {
      UserError error =
          assertThrows(UserError.class, () -> ingest(warehouse, recipe(1, source("rows", rows))));
      assertTrue(error.problem().contains("is in use"), error.problem());
    }
  }

  @Test
  void foldersAndGlobsAreReadInTheOrderOfNames() throws IOException {
    Files.createDirectories(folder.resolve("parts"));
    write("parts/b.jsonl", questions(3));
    write("parts/a.jsonl", questions(2));
    write("parts/_ignored", "{");
    Warehouse warehouse = warehouse("parts");
    IngestRunRow run = ingest(warehouse, recipe(1, source("folder", folder.resolve("parts"))));
    assertEquals(List.of(2L, 3L), run.files().stream().map(file -> file.rows()).toList());
    assertEquals(2, run.rowsDuplicate());
    IngestRunRow glob =
        ingest(warehouse("glob"), recipe(1, source("glob", folder.resolve("parts/*.jsonl"))));
    assertEquals(5, glob.rowsRead());
  }

  private Warehouse warehouse(String name) {
    return Warehouse.open(Sessions.shared(), folder.resolve(name).toString());
  }

  private static IngestRunRow ingest(Warehouse warehouse, IngestRecipe recipe) {
    return new Ingestion(
            warehouse, ProgressReporter.SILENT, IngestServices.NONE, Duration.ofMillis(300))
        .run(recipe, STAMP, Scope.ALL);
  }

  private static IngestRecipe recipe(long seed, String... sources) {
    return Recipes.parse(
        IngestRecipe.class,
        "test",
        """
        sources: [%s]
        quality: {max_characters: 500}
        split: {seed: %d, validation: 0.2, test: 0.3}
        """
            .formatted(String.join(", ", sources), seed));
  }

  private static String source(String name, Path path) {
    return "{name: %s, path: '%s'}".formatted(name, path);
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private static String[] questions(int count) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(question("What is number " + i + "?", "It is the number " + i + "."));
    }
    return rows.toArray(String[]::new);
  }

  private static String question(String instruction, String output) {
    return "{\"instruction\": \"" + instruction + "\", \"output\": \"" + output + "\"}";
  }

  private static String pair(String prompt, String chosen, String rejected) {
    return "{\"prompt\": \""
        + prompt
        + "\", \"chosen\": \""
        + chosen
        + "\", \"rejected\": \""
        + rejected
        + "\"}";
  }
}
