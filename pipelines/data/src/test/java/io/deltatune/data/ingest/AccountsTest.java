package io.deltatune.data.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.data.Sessions;
import io.deltatune.data.ingest.Ingestion.Scope;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.row.PairRow;
import io.deltatune.data.row.QuarantineRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that give several examples or are joined, rows that are mended, texts that are masked. */
class AccountsTest {
  private static final RunStamp STAMP = new RunStamp("0".repeat(64), "sources: []", "test");

  @TempDir Path folder;

  @Test
  void aRowIsOutWhereOneOfItsExamplesIsKept() throws IOException {
    String good = "{\"input\": \"\", \"output\": \"A short answer.\"}";
    String other = "{\"input\": \"with this\", \"output\": \"Another answer.\"}";
    String tooLong = "{\"input\": \"\", \"output\": \"" + "long ".repeat(100) + "\"}";
    Path rows =
        write(
            "seeds.jsonl",
            seed("Say it shortly.", good, other),
            seed("Say one thing well.", other, tooLong),
            seed("Say too much.", tooLong),
            seed("Say it shortly.", good));
    Warehouse warehouse = warehouse("several");
    IngestRunRow run = ingest(warehouse, recipe(rows, ""), Scope.ALL);

    assertEquals(4, run.rowsRead());
    assertEquals(2, run.rowsOut(), "rows with at least one kept example");
    assertEquals(1, run.rowsDuplicate());
    assertEquals(1, run.rowsQuarantined());
    assertEquals(Map.of("instruction_examples", 3L), run.examplesNew());
    assertEquals(Map.of("too_long", 2L), run.quarantinedByReason(), "rows and parts of rows");
    Map<Long, Integer> parts =
        warehouse.records(Tables.QUARANTINE).stream()
            .filter(row -> row.part() != null)
            .collect(Collectors.toMap(QuarantineRow::line, QuarantineRow::part));
    assertEquals(Map.of(2L, 2), parts, "the second example of the second row");
    assertEquals(4, warehouse.read(Tables.RAW_RECORDS).count(), "a row is kept once");
  }

  @Test
  void answersOfAForumBecomeAPairThatNamesAllItsRows() throws IOException {
    Path rows =
        write(
            "forum.csv",
            "questionID,questionTitle,questionText,answerText,upvotes",
            "7,Sleep,How do I sleep better?,Go to bed at the same hour each day.,9",
            "7,Sleep,How do I sleep better?,Drink much coffee at night.,1",
            "8,Alone,Does this count?,It has no other answer.,3");
    Warehouse warehouse = warehouse("forum");
    IngestRunRow run = ingest(warehouse, recipe(rows, ""), Scope.ALL);
    assertEquals(3, run.rowsRead());
    assertEquals(2, run.rowsOut(), "both rows of the pair");
    assertEquals(1, run.rowsQuarantined(), "a question with one answer gives no pair");
    PairRow pair = warehouse.records(Tables.PREFERENCE_PAIRS).get(0);
    assertTrue(pair.chosen().contains("same hour"), pair.chosen());
    assertEquals(1, pair.joined().size(), "the other row");
    assertEquals(
        5L, pair.line() + pair.joined().get(0).line(), "lines 2 and 3 of the file: " + pair);
    assertEquals(3, warehouse.read(Tables.RAW_RECORDS).count());

    write(
        "forum.csv",
        "questionID,questionTitle,questionText,answerText,upvotes",
        "7,Sleep,How do I sleep better?,Go to bed at the same hour each day.,9",
        "7,Sleep,How do I sleep better?,Drink much coffee at night.,1",
        "8,Alone,Does this count?,It has no other answer.,3",
        "8,Alone,Does this count?,Now it has one.,5");
    IngestRunRow again = ingest(warehouse, recipe(rows, ""), Scope.QUARANTINED);
    assertEquals(4, again.rowsRead(), "a whole is read whole");
    assertEquals(Map.of("preference_pairs", 1L), again.examplesNew());
    assertEquals(4, again.rowsOut());
    assertEquals(0, warehouse.read(Tables.QUARANTINE).count());
  }

  @Test
  void whatIsMendedLeavesQuarantine() throws IOException {
    Path rows =
        write(
            "rows.jsonl",
            "{\"instruction\": \"Ask.\", \"output\": \"" + "long ".repeat(60) + "\"}",
            "{\"instruction\": \"Ask again.\"}",
            "{\"instruction\": \"Third.\", \"output\": \"Fine.\"}",
            "{\"instruction\": \"Fourth.\", \"output\": \"\"}");
    Warehouse warehouse = warehouse("mended");
    IngestRunRow first = ingest(warehouse, recipe(rows, ""), Scope.ALL);
    assertEquals(
        Map.of("too_long", 1L, "missing_field", 1L, "empty_answer", 1L),
        first.quarantinedByReason());

    write(
        "rows.jsonl",
        "{\"instruction\": \"Ask.\", \"output\": \"" + "long ".repeat(60) + "\"}",
        "{\"instruction\": \"Ask again.\", \"output\": \"Mended.\"}",
        "{\"instruction\": \"Third, changed too.\", \"output\": \"Fine.\"}",
        "{\"instruction\": \"Fourth.\", \"output\": \"\"}");
    IngestRunRow run =
        ingest(warehouse, recipe(rows, "quality: {max_characters: 1000}"), Scope.QUARANTINED);
    assertEquals(4, run.rowsRead(), "the source has rows in quarantine");
    assertEquals(3, run.rowsNew(), "a longer limit, a mended line, a line that was changed");
    assertEquals(Map.of("empty_answer", 1L), run.quarantinedByReason());
    assertEquals(
        List.of(4L),
        warehouse.records(Tables.QUARANTINE).stream().map(QuarantineRow::line).toList(),
        "what is still refused stays");
    assertEquals(4, warehouse.read(Tables.INSTRUCTION_EXAMPLES).count());

    Path other = write("other.jsonl", "{\"instruction\": \"Ask.\", \"output\": \"Well.\"}");
    Warehouse clean = warehouse("clean");
    ingest(clean, recipe(other, ""), Scope.ALL);
    assertEquals(0, ingest(clean, recipe(other, ""), Scope.QUARANTINED).rowsRead());
  }

  @Test
  void personalDataThatIsMaskedOrRefusedStandsInNoTable() throws IOException {
    Path rows =
        write(
            "rows.jsonl",
            "{\"instruction\": \"Whom do I write to?\", \"output\": \"To ada@example.org, at once.\"}",
            "{\"instruction\": \"Mail ada\\u0040example.org now!\"}");
    for (String action : List.of("mask", "refuse")) {
      Warehouse warehouse = warehouse(action);
      ingest(
          warehouse,
          recipe(rows, "quality: {rules: {personal_data: {action: " + action + "}}}"),
          Scope.ALL);
      for (var table : warehouse.existing()) {
        for (Row row : warehouse.read(table).collectAsList()) {
          assertFalse(row.toString().contains("ada@"), table.name() + " " + row);
          assertFalse(row.toString().contains("ada\\u0040"), table.name() + " " + row);
        }
      }
    }
    Warehouse masked = warehouse("mask");
    assertEquals(1, masked.read(Tables.INSTRUCTION_EXAMPLES).count());
    assertNull(masked.records(Tables.QUARANTINE).get(0).part());
    assertEquals(
        List.of("personal_data.email"),
        warehouse("refuse").records(Tables.QUARANTINE).stream()
            .map(QuarantineRow::reason)
            .filter(reason -> !reason.equals("missing_field"))
            .toList());
  }

  @Test
  void nothingIsLeftOfTheStagedRows() throws IOException {
    Warehouse warehouse = warehouse("staged");
    Path staging = folder.resolve("staged").resolve(Staging.FOLDER);
    Files.createDirectories(staging.resolve("of-a-killed-run"));
    ingest(
        warehouse,
        recipe(write("rows.jsonl", "{\"instruction\": \"Ask.\", \"output\": \"Told.\"}"), ""),
        Scope.ALL);
    assertFalse(Files.exists(staging), "nor of those of an earlier run");
  }

  private static String seed(String instruction, String... instances) {
    return "{\"id\": \"seed\", \"instruction\": \""
        + instruction
        + "\", \"instances\": ["
        + String.join(", ", instances)
        + "]}";
  }

  private Warehouse warehouse(String name) {
    return Warehouse.open(Sessions.shared(), folder.resolve(name).toString());
  }

  private static IngestRunRow ingest(Warehouse warehouse, IngestRecipe recipe, Scope scope) {
    return new Ingestion(warehouse, ProgressReporter.SILENT, IngestServices.NONE)
        .run(recipe, STAMP, scope);
  }

  private static IngestRecipe recipe(Path rows, String quality) {
    return Recipes.parse(
        IngestRecipe.class,
        "test",
        "sources: [{name: rows, path: '%s'}]\n%s\n"
            .formatted(rows, quality.isEmpty() ? "quality: {max_characters: 200}" : quality));
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }
}
