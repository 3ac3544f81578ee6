package io.deltatune.jobs.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.data.row.ContaminationRow;
import io.deltatune.data.row.DuplicateRow;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.row.PairRow;
import io.deltatune.data.row.QuarantineRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.jobs.trial.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One ingestion of the sources of all shipped recipes and of some rows made for it, with near
 * duplicates and contaminated rows removed, tokens counted, languages told and persons masked; then
 * a small one into the same tables, which keeps what touches a benchmark.
 */
class WholeIngestionTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final String STORY =
      "The ferry to the island leaves twice a day in winter, and whoever misses the second boat"
          + " sleeps in the harbour master's spare room, where a stove, two blankets and a shelf of"
          + " old almanacs wait for %s, who seldom complain about it in the morning.";
  private static final String QUESTION =
      "Which of the following best describes why the tides at the mouth of a long narrow bay rise"
          + " higher than those along the open coast?";
  private static final Pattern QUERY = Pattern.compile("\\./deltatune sql \"([^\"]+)\"");

  @TempDir private static Path folder;
  private static Warehouse warehouse;

  @BeforeAll
  static void ingest() throws IOException {
    warehouse = TestSession.warehouse(folder.resolve("warehouse"));
    Files.writeString(
        folder.resolve("mmlu.jsonl"),
        "{\"question\": \"%s\", \"choices\": [\"The wind\", \"The shape\"]}\n".formatted(QUESTION));
    List<String> sources = new ArrayList<>(ShippedSources.all());
    sources.add(
        source(
            "own",
            row("Tell me about the ferry.", STORY.formatted("guests")),
            row("Tell me about the ferry.", STORY.formatted("strangers")),
            row("Tell me about the ferry.", STORY.formatted("guests")),
            row(QUESTION, "The bay gathers the water of the tide in ever less room."),
            row(
                "Was macht der Fährmann am Abend?",
                "Er bindet das Boot fest, löscht das Licht auf der Brücke und geht nach Hause."),
            row("Count on and on.", "one two three four ".repeat(600)),
            row("Whom do I write to about the timetable?", "Please write to ada@example.org.")));
    run(
        sources,
        """
        quality:
          tokenizer: '%s'
          detect_language: true
          rules: {personal_data: {action: mask}, too_many_tokens: {max_tokens: 1500}}
        duplicates: {near: remove}
        """
            .formatted(HOME.resolve("samples/model")),
        "remove");
    run(
        List.of(
            source(
                "later",
                row("Tell me about the ferry.", STORY.formatted("sailors")),
                row("I was asked this: " + QUESTION, "It has to do with the shape of the bay."))),
        "duplicates: {near: remove}\n",
        "flag");
  }

  @Test
  void theSourcesOfShippedRecipesGiveExamples() {
    Map<String, Set<String>> went = new TreeMap<>();
    for (Row row :
        warehouse
            .sql(
                """
                SELECT source, '' AS way FROM raw_records
                UNION SELECT source, 'example' FROM examples
                UNION SELECT source, 'example' FROM duplicates
                UNION SELECT source, reason FROM quarantine
                """)
            .collectAsList()) {
      went.computeIfAbsent(row.getString(0), unseen -> new TreeSet<>()).add(row.getString(1));
    }
    assertTrue(went.size() > 25, "sources of all recipes: " + went.keySet());
    Set<String> ofForums = Set.of("", "example", "not_paired", "too_few_answers");
    went.forEach(
        (source, ways) ->
            assertEquals(
                source.endsWith("forum")
                    ? ofForums
                    : Set.of("own", "later").contains(source) ? ways : Set.of("", "example"),
                ways,
                source));
  }

  @Test
  void everyRowOfBothRunsIsAccountedFor() {
    for (IngestRunRow run : warehouse.records(Tables.INGEST_RUNS)) {
      assertEquals(
          run.rowsRead(), run.rowsOut() + run.rowsQuarantined() + run.rowsDuplicate(), run.id());
    }
    long read =
        warehouse.records(Tables.INGEST_RUNS).stream().mapToLong(IngestRunRow::rowsRead).sum();
    assertEquals(read, warehouse.read(Tables.RAW_RECORDS).count(), "rows are kept as read");
  }

  @Test
  void nearDuplicatesAreLeftOutAlsoOfRowsThatStand() {
    Map<String, DuplicateRow> duplicates =
        warehouse.records(Tables.DUPLICATES).stream()
            .filter(row -> Set.of("own", "later").contains(row.source()))
            .collect(Collectors.toMap(row -> row.source() + " " + row.line(), row -> row));
    assertEquals(Set.of("own 2", "own 3", "later 1"), duplicates.keySet());
    assertEquals("near", duplicates.get("own 2").kind());
    assertEquals("exact", duplicates.get("own 3").kind());
    assertEquals("near", duplicates.get("later 1").kind());
    for (DuplicateRow row : duplicates.values()) {
      assertEquals("own 1", row.keptSource() + " " + row.keptLine(), row.toString());
      assertTrue(row.similarity() >= 0.8, row.toString());
    }
  }

  @Test
  void whatTouchesABenchmarkIsRemovedOrFlaggedAsTheRecipeSays() {
    Map<String, ContaminationRow> touching =
        warehouse.records(Tables.CONTAMINATION).stream()
            .collect(Collectors.toMap(row -> row.source() + " " + row.line(), row -> row));
    assertEquals(Set.of("own 4", "later 2"), touching.keySet());
    assertEquals("remove", touching.get("own 4").action());
    assertEquals("flag", touching.get("later 2").action());
    for (ContaminationRow row : touching.values()) {
      assertEquals(
          "mmlu 1 question", row.benchmark() + " " + row.documentLine() + " " + row.field());
      assertTrue(QUESTION.startsWith(row.sample()), row.sample());
    }
    assertEquals(
        Map.of(4L, "contaminated", 6L, "too_many_tokens"),
        warehouse.records(Tables.QUARANTINE).stream()
            .filter(row -> row.source().equals("own"))
            .collect(Collectors.toMap(QuarantineRow::line, QuarantineRow::reason)));
    assertEquals(
        1, warehouse.sql("SELECT * FROM examples WHERE source = 'later' AND line = 2").count());
  }

  @Test
  void tokensAreCountedLanguagesToldAndPersonsMasked() {
    assertEquals(
        0,
        warehouse
            .sql(
                "SELECT * FROM examples WHERE source <> 'later' AND in_table <> 'plain_texts'"
                    + " AND NOT coalesce(prompt_tokens > 0 AND answer_tokens > 0, false)")
            .count(),
        "every example of the first run has its tokens");
    assertEquals(
        Map.of(1L, "en", 5L, "de", 7L, "en"),
        warehouse
            .sql("SELECT line, language FROM examples WHERE source = 'own'")
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getLong(0), row -> row.getString(1))));
    assertEquals(
        "Please write to [EMAIL].",
        warehouse
            .sql("SELECT answer FROM instruction_examples WHERE source = 'own' AND line = 7")
            .first()
            .getString(0));
    Row whole =
        warehouse
            .sql(
                "SELECT rows, tokens FROM token_statistics WHERE source = 'own' AND part = 'whole'")
            .first();
    Row sum =
        warehouse
            .sql(
                "SELECT count(*), sum(prompt_tokens + answer_tokens) FROM examples"
                    + " WHERE source = 'own'")
            .first();
    assertEquals(sum, whole, "the histograms are of the same tokens");
  }

  @Test
  void answersOfAForumAreJoinedAndTheOthersTold() {
    List<PairRow> pairs =
        warehouse.records(Tables.PREFERENCE_PAIRS).stream()
            .filter(row -> row.source().endsWith("forum"))
            .toList();
    assertEquals(1, pairs.size(), "one question has answers of different votes: " + pairs);
    assertTrue(pairs.get(0).chosen().startsWith("Choose one small thing"), pairs.toString());
    assertEquals("Have you tried not to visit?", pairs.get(0).rejected());
    assertEquals(1, pairs.get(0).joined().size(), "the row of the other answer");
  }

  @Test
  void theQueriesOfTheReadmeFindWhatTheyAskFor() throws IOException {
    String readme = Files.readString(HOME.resolve("README.md"));
    List<String> queries =
        QUERY
            .matcher(readme.substring(readme.indexOf("Why was a row dropped")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertEquals(3, queries.size(), "queries on the data: " + queries);
    List<String> results =
        queries.stream().map(query -> warehouse.sql(query).collectAsList().toString()).toList();
    assertTrue(results.get(0).contains("contaminated"), results.get(0));
    assertTrue(results.get(0).contains("duplicate_near"), results.get(0));
    assertTrue(results.get(1).contains("[train,own,de,1]"), results.get(1));
    assertTrue(results.get(2).contains("later.jsonl,2,1,Which of the following"), results.get(2));
  }

  private static String row(String instruction, String output) {
    return "{\"instruction\": \"%s\", \"output\": \"%s\"}".formatted(instruction, output);
  }

  private static String source(String name, String... rows) throws IOException {
    Path file = Files.write(folder.resolve(name + ".jsonl"), List.of(rows));
    return "{name: %s, path: '%s'}".formatted(name, file);
  }

  /** Ingests by the command line. */
  private static void run(List<String> sources, String settings, String contaminated)
      throws IOException {
    String recipe =
        """
        sources: [%s]
        %s
        split: {seed: 42, validation: 0, test: 0}
        contamination: {action: %s, benchmarks: [{name: mmlu, path: '%s', fields: [question]}]}
        """
            .formatted(
                String.join(",\n  ", sources),
                settings,
                contaminated,
                folder.resolve("mmlu.jsonl"));
    Path file = Files.writeString(folder.resolve("recipe.yaml"), recipe);
    Transcript run =
        Transcript.of(
            "ingest", file.toString(), "--warehouse", folder.resolve("warehouse").toString());
    assertEquals(ExitStatus.DONE, run.status(), run.err());
  }
}
