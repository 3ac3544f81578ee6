package io.deltatune.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.bench.compare.ResultsFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path folder;

  @Test
  void sidesThatDifferByRoundingsAgree() {
    assertTrue(Agreement.of(scored(-3.0004, true), scored(-3, true)).agrees());
    assertFalse(Agreement.of(scored(-3.002, true), scored(-3, true)).agrees());
    assertFalse(Agreement.of(scored(-3, false), scored(-3, true)).agrees());
    assertFalse(Agreement.of(scored(Double.NaN, true), scored(-3, true)).agrees());
  }

  @Test
  void answersThatDifferAreNamedWithTheFirstTokenThatDoes() {
    Agreement agreement =
        Agreement.of(
            answered(new int[][] {{5, 6}, {7, 8}}), answered(new int[][] {{5, 6}, {7, 9}}));
    assertFalse(agreement.agrees());
    assertEquals(
        List.of("answer 1 differs from token 1 of 2 on: a near tie, or a fault"),
        agreement.disagreements());
  }

  @Test
  void resultsAreAppendedBelowOneHeader() throws IOException {
    ResultsFile results = new ResultsFile(folder.resolve("results.csv"));
    for (int i = 0; i < 2; i++) {
      results.append(
          LocalDate.of(2026, 1, 1),
          "2 x Some, Processor",
          "270m",
          List.of(new Row("mapped", "batch1 tokens/s", 6, 4)));
    }
    String row = "2026-01-01,\"2 x Some, Processor\",270m,mapped,batch1 tokens/s,6.000,4.000,1.500";
    assertEquals(
        List.of("date,machine,shape,mode,figure,ours,peer,ratio", row, row),
        Files.readAllLines(results.path()));
  }

  private static Outcome scored(double logLikelihood, boolean greedy) {
    return new Outcome(Map.of(), null, List.of(new Outcome.Score(logLikelihood, greedy)), null, "");
  }

  private static Outcome answered(int[][] tokens) {
    return new Outcome(Map.of(), tokens, null, null, "");
  }
}
