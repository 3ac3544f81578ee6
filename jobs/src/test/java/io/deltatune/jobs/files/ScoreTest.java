package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden values: score.py, lm-evaluation-harness. */
class ScoreTest {
  @TempDir Path folder;

  @Test
  void logLikelihoodsAreThoseOfTheHarness() throws IOException {
    JsonNode golden = Golden.of(ScoreTest.class, "score.json").get("rows");
    List<String> lines = new ArrayList<>();
    for (JsonNode row : golden) {
      ObjectNode line = new ObjectMapper().createObjectNode().put("id", lines.size());
      line.set("context", row.get("context"));
      line.set("continuation", row.get("continuation"));
      lines.add(line.toString());
    }
    List<JsonNode> rows = scored(lines.toArray(String[]::new));

    assertEquals(golden.size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonNode expected = golden.get(i);
      JsonNode row = rows.get(i);
      assertEquals(i, row.get("id").intValue());
      assertEquals(expected.get("is_greedy"), row.get("is_greedy"), expected::toString);
      JsonNode tokens = expected.get("token_log_likelihoods");
      assertEquals(tokens.size(), row.get("token_log_likelihoods").size());
      for (int token = 0; token < tokens.size(); token++) {
        double value = row.get("token_log_likelihoods").get(token).doubleValue();
        assertEquals(tokens.get(token).doubleValue(), value, 1e-4, expected::toString);
      }
      double sum = expected.get("log_likelihood").doubleValue();
      double tolerance = 1e-4 * Math.max(1, Math.sqrt(tokens.size()));
      assertEquals(sum, row.get("log_likelihood").doubleValue(), tolerance, expected::toString);
    }
  }

  @Test
  void withoutBosAnotherTokenStandsFirst() throws IOException {
    String line = "{\"id\": \"a\", \"context\": \"the first\", \"continuation\": \" word\"}";
    double with = scored(line).get(0).get("log_likelihood").doubleValue();
    double without = scored(List.of("--no-bos"), line).get(0).get("log_likelihood").doubleValue();
    assertTrue(Math.abs(with - without) > 1e-3, with + " and " + without);
  }

  @Test
  void aRowThatCannotBeScoredIsNamedAndNothingIsWritten() throws IOException {
    String good = "{\"id\": 1, \"context\": \"a\", \"continuation\": \" b\"}";
    for (String bad :
        List.of(
            "{\"id\": 2, \"context\": \"a\"}",
            "{\"id\": 2, \"context\": \"a\", \"continuation\": \"\"}",
            "{\"id\": 2, \"context\": \"a\", \"continuation\": \"\\udfff\"}",
            "[]")) {
      String in = Rows.file(folder, "in.jsonl", good, "", bad);
      Path out = folder.resolve("bad.jsonl");
      Transcript refused =
          Transcript.of("score", "--model", Rows.MODEL, "--in", in, "--out", out.toString());
      assertEquals(ExitStatus.USER_MISTAKE, refused.status(), bad);
      assertTrue(refused.err().contains("in.jsonl:3: the row cannot be used"), refused.err());
      assertFalse(Files.exists(out));
    }
  }

  @Test
  void aMissingModelOptionIsAMistake() {
    Transcript refused = Transcript.of("score", "--in", "a", "--out", "b");
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("--model"), refused.err());
  }

  private List<JsonNode> scored(String... lines) throws IOException {
    return scored(List.of(), lines);
  }

  private List<JsonNode> scored(List<String> options, String... lines) throws IOException {
    Path out = folder.resolve("out.jsonl");
    List<String> args = new ArrayList<>(List.of("score", "--model", Rows.MODEL));
    args.addAll(List.of("--precision", "fp32", "--device", "cpu"));
    args.addAll(List.of("--in", Rows.file(folder, "in.jsonl", lines), "--out", out.toString()));
    args.addAll(options);
    Rows.done(args.toArray(String[]::new));
    return Rows.of(out);
  }
}
