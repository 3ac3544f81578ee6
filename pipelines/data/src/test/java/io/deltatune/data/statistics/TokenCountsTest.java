package io.deltatune.data.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.TokenCounter;
import io.deltatune.core.chat.TokenCounterSource;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.statistics.TokenStatistics;
import io.deltatune.core.statistics.TokenStatistics.Part;
import io.deltatune.data.Sessions;
import io.deltatune.data.ingest.IngestServices;
import io.deltatune.data.ingest.Ingestion;
import io.deltatune.data.ingest.Ingestion.Scope;
import io.deltatune.data.ingest.RunStamp;
import io.deltatune.data.row.TokenStatisticRow;
import io.deltatune.data.row.TokenStatisticRow.Of;
import io.deltatune.data.statistics.TokenCounts.Counted;
import io.deltatune.data.table.ExampleKind;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCountsTest {
  @TempDir static Path folder;

  @Test
  void sparkCountsWhatTheStatisticsCountRowByRow() {
    Dataset<Row> examples =
        Sessions.shared()
            .range(0, 500, 1, 3)
            .selectExpr(
                "IF(id % 5 = 0, 'b', 'a') AS source",
                "IF(id % 7 = 0, 'test', 'train') AS split",
                "IF(id % 11 = 0, NULL, CAST(id % 90 AS INT)) AS prompt_tokens",
                "CAST(id * id % 800 AS INT) AS answer_tokens",
                "IF(id % 13 = 0, 'another@4567', 'model@0123') AS tokenizer");
    TokenStatistics expected = new TokenStatistics();
    for (int id = 0; id < 500; id++) {
      if (id % 5 != 0 && id % 7 != 0 && id % 11 != 0 && id % 13 != 0) {
        expected.add(id % 90, id * id % 800);
      }
    }
    Counted all = TokenCounts.of("examples", examples, "model@0123");
    assertEquals(
        IntStream.range(0, 500).filter(id -> id % 11 == 0 || id % 13 == 0).count(),
        all.uncounted(),
        "rows that another tokenizer counted, or none");
    Map<Of, TokenStatistics> counted = all.statistics();
    assertEquals(
        List.of("a/test", "a/train", "b/test", "b/train"),
        counted.keySet().stream().map(of -> of.source() + "/" + of.split()).toList());
    TokenStatistics found = counted.get(new Of("a", "examples", "train"));
    for (Part part : Part.values()) {
      assertEquals(expected.of(part).rows(), found.of(part).rows());
      assertEquals(expected.of(part).tokens(), found.of(part).tokens());
      assertEquals(expected.of(part).percentile(95), found.of(part).percentile(95));
      assertEquals(expected.of(part).histogram(), found.of(part).histogram());
    }
  }

  @Test
  void theLatestRunOfASourceIsShown() {
    Warehouse warehouse = Warehouse.open(Sessions.shared(), folder.toString());
    assertEquals(List.of(), new TokenCounts(warehouse).latest(List.of("a")));
    TokenStatistics statistics = new TokenStatistics();
    statistics.add(30, 50);
    statistics.add(30, 500);
    for (int run = 1; run <= 2; run++) {
      for (Part part : Part.values()) {
        warehouse.append(
            Tables.TOKEN_STATISTICS,
            List.of(
                TokenStatisticRow.of(
                    "run " + run,
                    new Of("a", "instruction_examples", "train"),
                    part,
                    statistics.of(part),
                    "model@0123",
                    OptionalInt.of(512),
                    Instant.ofEpochSecond(run))));
      }
    }
    List<TokenStatisticRow> latest = new TokenCounts(warehouse).latest(List.of("a", "z"));
    assertEquals(
        List.of("answer", "prompt", "whole"),
        latest.stream().map(TokenStatisticRow::part).toList());
    TokenStatisticRow whole = latest.get(2);
    assertEquals("run 2", whole.runId());
    assertEquals(610, whole.tokens());
    assertEquals(1, whole.rowsOver());
    assertEquals(576, whole.recommendedMaximum());
    assertNull(latest.get(0).recommendedMaximum());
    assertEquals(List.of(), new TokenCounts(warehouse).latest(List.of("z")));
  }

  @Test
  void whatStandsIsCountedAnewByAnotherTokenizer() throws IOException {
    Path rows =
        Files.write(
            folder.resolve("rows.jsonl"),
            List.of(
                "{'instruction': 'Ask.', 'output': 'Told at length.'}".replace('\'', '"'),
                "{'prompt': 'Ask.', 'chosen': 'Yes, gladly.', 'rejected': 'No.'}"
                    .replace('\'', '"')));
    Warehouse late = warehouse("late");
    Warehouse early = warehouse("early");
    Characters ones = new Characters("ones@01", 1);
    ingest(late, rows, Optional.empty());
    ingest(early, rows, Optional.of(ones));
    List<TokenStatisticRow> first = write(late, ones);
    assertEquals(
        List.of("instruction_examples 1", "preference_pairs 1"),
        first.stream()
            .filter(row -> row.part().equals("whole"))
            .map(row -> row.tableName() + " " + row.rows())
            .toList());
    for (ExampleKind kind : List.of(ExampleKind.INSTRUCTION, ExampleKind.PREFERENCE)) {
      assertEquals(counts(early, kind), counts(late, kind), "as if they had been counted at once");
    }
    Map<String, String> versions = late.versions(ExampleKind.tables());
    assertEquals(first.get(0).tokens(), write(late, ones).get(0).tokens());
    assertEquals(versions, late.versions(ExampleKind.tables()), "nothing is counted twice");

    TokenStatisticRow halves = write(late, new Characters("halves@02", 2)).get(0);
    assertEquals("halves@02", halves.tokenizer());
    assertTrue(halves.tokens() < first.get(0).tokens(), halves + " after " + first.get(0));
    assertEquals(
        "halves@02", new TokenCounts(late).latest(List.of("rows")).get(0).tokenizer(), "is shown");
  }

  /** So many characters are a token. */
  private record Characters(String name, int characters) implements TokenCounterSource {
    @Override
    public TokenCounter open() {
      return text -> (text.length() + characters - 1) / characters;
    }
  }

  private static void ingest(Warehouse warehouse, Path rows, Optional<TokenCounterSource> tokens) {
    IngestRecipe recipe =
        Recipes.parse(
            IngestRecipe.class, "test", "sources: [{name: rows, path: '%s'}]\n".formatted(rows));
    new Ingestion(warehouse, ProgressReporter.SILENT, new IngestServices(tokens))
        .run(recipe, new RunStamp("0".repeat(64), "sources: []", "test"), Scope.ALL);
  }

  private static List<TokenStatisticRow> write(Warehouse warehouse, TokenCounterSource tokenizer) {
    return new TokenCounts(warehouse)
        .write("run of " + tokenizer.name(), List.of("rows"), tokenizer, OptionalInt.empty());
  }

  private static List<String> counts(Warehouse warehouse, ExampleKind kind) {
    return warehouse
        .read(kind.table())
        .select("id", "prompt_tokens", "answer_tokens", "tokenizer")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  private static Warehouse warehouse(String name) {
    return Warehouse.open(Sessions.shared(), folder.resolve(name).toString());
  }

  @Test
  void withoutExamplesNothingIsWritten() {
    Warehouse warehouse = warehouse("none");
    assertEquals(List.of(), write(warehouse, new Characters("model@0123", 1)));
    assertEquals(List.of(), warehouse.existing());
  }
}
