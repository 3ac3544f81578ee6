package io.deltatune.data.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.data.Sessions;
import io.deltatune.data.ingest.Ingestion.Scope;
import io.deltatune.data.row.DuplicateRow;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.row.PairRow;
import io.deltatune.data.row.QuarantineRow;
import io.deltatune.data.row.RowPlace;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            seed("Say it shortly.", good),
            seed("Say it thrice.", good, good, good));
    Warehouse warehouse = warehouse("several");
    IngestRunRow run = ingest(warehouse, recipe(rows, ""), Scope.ALL);

    assertEquals(5, run.rowsRead());
    assertEquals(3, run.rowsOut(), "rows with at least one kept example");
    assertEquals(1, run.rowsDuplicate());
    assertEquals(1, run.rowsQuarantined());
    assertEquals(Map.of("instruction_examples", 4L), run.examplesNew());
    assertEquals(Map.of("too_long", 2L), run.quarantinedByReason(), "rows and parts of rows");
    assertEntriesAreOfTheRun(warehouse, run);
    assertEquals(
        List.of("4 duplicate", "5 out"),
        warehouse.records(Tables.DUPLICATES).stream()
            .map(row -> row.line() + " " + row.rowWent())
            .sorted()
            .toList(),
        "an example that its row gives three times is kept once, and told once");
    assertEquals(
        List.of("repetition flag 0", "too_long refuse 2"),
        warehouse.records(Tables.RULE_COUNTS).stream()
            .filter(row -> row.rows() > 0 || row.rule().equals("repetition"))
            .map(row -> row.rule() + " " + row.action() + " " + row.rows())
            .sorted()
            .toList(),
        "rows, not examples, and rules that found nothing too");
    Map<Long, Integer> parts =
        warehouse.records(Tables.QUARANTINE).stream()
            .filter(row -> row.part() != null)
            .collect(Collectors.toMap(QuarantineRow::line, QuarantineRow::part));
    assertEquals(Map.of(2L, 2), parts, "the second example of the second row");
    assertEquals(5, warehouse.read(Tables.RAW_RECORDS).count(), "a row is kept once");

    // Lines move: two rows come before the others.
    List<String> moved = new ArrayList<>(List.of("{\"instruction\": \"Nothing.\"}", "{}"));
    moved.addAll(Files.readAllLines(rows));
    Files.write(rows, moved);
    IngestRunRow strict =
        ingest(warehouse, recipe(rows, "quality: {max_characters: 28}"), Scope.ALL);
    assertEquals(0, strict.rowsNew());
    assertEquals(3, strict.rowsOut(), "what stands is not taken back");
    assertEntriesAreOfTheRun(warehouse, strict);
    QuarantineRow standing =
        warehouse.records(Tables.QUARANTINE).stream()
            .filter(row -> row.line() == 3)
            .findFirst()
            .orElseThrow();
    assertEquals("out", standing.rowWent());
    assertTrue(
        standing.detail().endsWith("stands in a table, from an earlier run"), standing.detail());
    assertEquals(
        List.of(1L, 2L, 5L, 6L),
        warehouse
            .sql("SELECT DISTINCT line FROM dropped_rows ORDER BY line")
            .collectAsList()
            .stream()
            .map(row -> row.getLong(0))
            .toList(),
        "rows of which nothing stands");
  }

  /** What the run's record counts is what the tables tell. */
  private static void assertEntriesAreOfTheRun(Warehouse warehouse, IngestRunRow run) {
    List<QuarantineRow> quarantine = warehouse.records(Tables.QUARANTINE);
    List<DuplicateRow> duplicates = warehouse.records(Tables.DUPLICATES);
    assertEquals(
        run.rowsQuarantined(),
        quarantine.stream()
            .filter(row -> row.rowWent().equals("quarantined"))
            .map(QuarantineRow::id)
            .distinct()
            .count(),
        quarantine::toString);
    assertEquals(
        run.rowsDuplicate(),
        duplicates.stream()
            .filter(row -> row.rowWent().equals("duplicate"))
            .map(DuplicateRow::id)
            .distinct()
            .count(),
        duplicates::toString);
    assertEquals(
        run.quarantinedByReason(),
        quarantine.stream()
            .collect(Collectors.groupingBy(QuarantineRow::reason, Collectors.counting())));
    assertEquals(
        duplicates.size(),
        duplicates.stream().map(row -> row.id() + row.exampleId()).distinct().count(),
        "the key holds");
  }

  @Test
  void answersOfAForumBecomeAPairAndEveryRowOfOneThatIsNotKeptIsTold() throws IOException {
    String[] lines = {
      "questionID,questionTitle,questionText,answerText,upvotes",
      "7,Sleep,How do I sleep better?,Go to bed at the same hour or write to ada@example.org.,9",
      "7,Sleep,How do I sleep better?,Drink much coffee at night.,1",
      "8,Alone,Does this count?,It has no other answer.,3",
      "9,Length,How long may it be?," + "long ".repeat(50) + ",4",
      "9,Length,How long may it be?,Not so long.,1",
      "17,Sleep,How do I sleep better?,Go to bed at the same hour or write to ada@example.org.,5",
      "17,Sleep,How do I sleep better?,Drink much coffee at night.,2"
    };
    Path rows = write("forum.csv", lines);
    Warehouse warehouse = warehouse("forum");
    IngestRecipe recipe =
        recipe(rows, "quality: {max_characters: 200, rules: {personal_data: {action: mask}}}");
    StagedTexts staged = new StagedTexts(folder.resolve("forum").resolve(Staging.FOLDER));
    IngestRunRow run =
        new Ingestion(warehouse, (label, unit, total) -> staged, IngestServices.NONE)
            .run(recipe, STAMP, Scope.ALL);
    assertEquals(7, staged.pending, "rows wait for each other in files");
    assertEquals(List.of(), staged.readable, "where nobody can read what will be masked");
    assertEquals(7, run.rowsRead());
    assertEquals(2, run.rowsOut(), "both rows of the pair");
    assertEquals(3, run.rowsQuarantined(), "a single answer, and both rows of a pair too long");
    assertEquals(2, run.rowsDuplicate(), "both rows of a pair that is like the first");
    assertEntriesAreOfTheRun(warehouse, run);
    PairRow pair = warehouse.records(Tables.PREFERENCE_PAIRS).get(0);
    assertTrue(pair.chosen().contains("write to [EMAIL]"), pair.chosen());
    assertEquals(List.of(3L), pair.joined().stream().map(RowPlace::line).toList(), "the other row");
    assertEquals(2, pair.line());
    assertEquals(7, warehouse.read(Tables.RAW_RECORDS).count());
    Map<Long, QuarantineRow> refused =
        warehouse.records(Tables.QUARANTINE).stream()
            .collect(Collectors.toMap(QuarantineRow::line, row -> row));
    assertEquals(Set.of(4L, 5L, 6L), refused.keySet());
    QuarantineRow part = refused.get(6L);
    assertEquals("too_long", part.reason());
    assertTrue(part.detail().startsWith("part of the example of "), part.detail());
    assertTrue(part.detail().contains("forum.csv line 5: "), part.detail());
    assertTrue(part.text().contains("Not so long."), part.text());
    assertEquals(
        List.of("7 2", "8 2"),
        warehouse.records(Tables.DUPLICATES).stream()
            .map(row -> row.line() + " " + row.keptLine())
            .sorted()
            .toList());
    assertEquals(
        List.of("personal_data.email mask 4", "too_few_answers refuse 1", "too_long refuse 2"),
        warehouse.records(Tables.RULE_COUNTS).stream()
            .filter(row -> row.rows() > 0)
            .map(row -> row.rule() + " " + row.action() + " " + row.rows())
            .sorted()
            .toList(),
        "all rows of the examples");

    String[] more = Arrays.copyOf(lines, lines.length + 1);
    more[lines.length] = "8,Alone,Does this count?,Now it has one.,5";
    write("forum.csv", more);
    IngestRunRow again = ingest(warehouse, recipe, Scope.QUARANTINED);
    assertEquals(8, again.rowsRead(), "a whole is read whole");
    assertEquals(Map.of("preference_pairs", 1L), again.examplesNew());
    assertEquals(4, again.rowsOut());
    assertEntriesAreOfTheRun(warehouse, again);
  }

  /** Looks at the staged rows when they have been read. */
  private static final class StagedTexts implements Progress {
    private final Path staging;
    private final List<String> readable = new ArrayList<>();
    private long pending;

    StagedTexts(Path staging) {
      this.staging = staging;
    }

    @Override
    public void note(String text) {
      if (text.equals("compare")) {
        for (Row row :
            Sessions.shared()
                .read()
                .parquet(staging + "/*/rows")
                .select("kind", "raw", "group_key")
                .collectAsList()) {
          pending += row.getString(0).equals(Candidate.PENDING) ? 1 : 0;
          if (row.toString().contains("ada@") || row.toString().contains("sleep")) {
            readable.add(row.toString());
          }
        }
      }
    }

    @Override
    public void advance(long units, long tokens) {}

    @Override
    public void close() {}
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

    // Of a file that the source has no longer, entries stay, and are no reason to read the others.
    Files.move(rows, folder.resolve("elsewhere.jsonl"));
    Path renamed = write("renamed.jsonl", "{\"instruction\": \"Fifth.\", \"output\": \"New.\"}");
    assertEquals(0, ingest(warehouse, recipe(renamed, ""), Scope.QUARANTINED).rowsRead());
    assertEquals(0, ingest(warehouse, recipe(rows, ""), Scope.QUARANTINED).rowsRead());
    assertEquals(1, warehouse.read(Tables.QUARANTINE).count());

    Path other = write("other.jsonl", "{\"instruction\": \"Ask.\", \"output\": \"Well.\"}");
    Warehouse clean = warehouse("clean");
    ingest(clean, recipe(other, ""), Scope.ALL);
    assertEquals(0, ingest(clean, recipe(other, ""), Scope.QUARANTINED).rowsRead());
  }

  @Test
  void aNewVersionOfATableAddsWhatIsNewOnlyAndWhatIsGoneLeavesQuarantine() {
    Path table = folder.resolve("table");
    insert(table, "'Ask.' AS instruction, 'Told.' AS output", "'Ask.', 'Told.'");
    insert(table, "'Ask in vain.' AS instruction, '' AS output");
    Warehouse warehouse = warehouse("versions");
    IngestRunRow first = ingest(warehouse, recipe(table, ""), Scope.ALL);
    assertEquals(List.of(1L, 1L, 1L), ways(first));
    String id = warehouse.records(Tables.DUPLICATES).get(0).id();

    Sessions.shared().sql("DELETE FROM delta.`" + table + "` WHERE output = ''");
    insert(table, "'Ask again.' AS instruction, 'Told again.' AS output");
    IngestRunRow second = ingest(warehouse, recipe(table, ""), Scope.ALL);
    assertEquals(List.of(2L, 0L, 1L), ways(second));
    assertEquals(1, second.rowsNew(), "what stands unchanged is the same row");
    assertEquals(4, warehouse.read(Tables.RAW_RECORDS).count(), "of both versions");
    assertEquals(
        List.of(id), warehouse.records(Tables.DUPLICATES).stream().map(DuplicateRow::id).toList());
    assertEquals(0, warehouse.read(Tables.QUARANTINE).count());
  }

  private static List<Long> ways(IngestRunRow run) {
    return List.of(run.rowsOut(), run.rowsQuarantined(), run.rowsDuplicate());
  }

  private static void insert(Path table, String... rows) {
    Sessions.shared()
        .sql("SELECT " + String.join(" UNION ALL SELECT ", rows))
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(table.toString());
  }

  @Test
  void rowsOfLikeWordsThatContradictEachOtherAreNoDuplicatesAndResultsMayBeInFiles()
      throws IOException {
    String good = "one two three four five six seven eight nine ten eleven twelve thirteen";
    String bad = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
    Path rows =
        write(
            "rows.jsonl",
            judged(good, true),
            judged(good + " fourteen", false),
            judged(good + " fifteen", true),
            pair(good, bad),
            pair(bad + " fourteen", good),
            pair(good + " fifteen", bad),
            pair(good + " " + bad, bad + " " + good));
    Warehouse warehouse = warehouse("contradictions");
    String settings = "quality: {max_characters: 500}\nduplicates: {near: remove, threshold: 0.5}";
    Sessions.shared().conf().set(Staging.IN_MEMORY, "0");
    try {
      ingest(warehouse, recipe(rows, settings), Scope.ALL);
    } finally {
      Sessions.shared().conf().unset(Staging.IN_MEMORY);
    }
    assertEquals(
        List.of("3 near 1", "6 near 4", "7 near 4"),
        warehouse.records(Tables.DUPLICATES).stream()
            .map(row -> row.line() + " " + row.kind() + " " + row.keptLine())
            .sorted()
            .toList());
    assertEquals(2, warehouse.read(Tables.LABELLED_ANSWERS).count());
    assertEquals(2, warehouse.read(Tables.PREFERENCE_PAIRS).count());
  }

  private static String judged(String answer, boolean label) {
    return "{\"prompt\": \"Count.\", \"completion\": \"%s\", \"label\": %s}"
        .formatted(answer, label);
  }

  private static String pair(String chosen, String rejected) {
    return "{\"prompt\": \"Tell.\", \"chosen\": \"%s\", \"rejected\": \"%s\"}"
        .formatted(chosen, rejected);
  }

  @Test
  void personalDataThatIsMaskedOrRefusedStandsInNoTable() throws IOException {
    Path rows =
        write(
            "rows.jsonl",
            "{\"instruction\": \"Whom do I write to?\", \"output\": \"To ada@example.org, at"
                + " once.\"}",
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
