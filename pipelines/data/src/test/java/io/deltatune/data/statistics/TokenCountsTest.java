package io.deltatune.data.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.deltatune.core.statistics.TokenStatistics;
import io.deltatune.core.statistics.TokenStatistics.Part;
import io.deltatune.data.Sessions;
import io.deltatune.data.row.TokenStatisticRow;
import io.deltatune.data.row.TokenStatisticRow.Of;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
                "CAST(id * id % 800 AS INT) AS answer_tokens");
    TokenStatistics expected = new TokenStatistics();
    for (int id = 0; id < 500; id++) {
      if (id % 5 != 0 && id % 7 != 0 && id % 11 != 0) {
        expected.add(id % 90, id * id % 800);
      }
    }
    Map<Of, TokenStatistics> counted = TokenCounts.of("examples", examples);
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
  void tablesWithoutCountsWriteNothing() {
    Warehouse warehouse = Warehouse.open(Sessions.shared(), folder.resolve("none").toString());
    assertEquals(
        List.of(),
        new TokenCounts(warehouse).write("run", List.of("a"), "model@0123", OptionalInt.empty()));
    assertEquals(List.of(), warehouse.existing());
  }
}
