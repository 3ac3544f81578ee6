package io.deltatune.data.settle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.contamination.BenchmarkDocument;
import io.deltatune.core.contamination.BenchmarkIndex;
import io.deltatune.core.contamination.Overlap;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Contamination;
import io.deltatune.core.recipe.ingest.Contamination.Action;
import io.deltatune.core.recipe.ingest.Contamination.Benchmark;
import io.deltatune.data.Sessions;
import io.deltatune.testkit.RealData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksTest {
  @TempDir Path folder;

  @Test
  void linesArraysAndTablesPlainOrPackedAreRead() throws IOException {
    Path lines =
        write(
            "a.jsonl",
            """
            {"question": "Which planet is red?", "choices": ["the planet Mars", "Venus"]}
            {"question": "Which one is blue?", "choices": {"text": ["Neptune is"]}}
            """);
    Path packed = folder.resolve("b.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("[{\"question\": \"Who was there first?\"}]".getBytes(StandardCharsets.UTF_8));
    }
    Path table =
        write("c.csv", "id,question\n1,\"How, and \"\"when\"\",\nwas it?\"\n2,Was it so?\n");
    BenchmarkIndex lined = index("question, choices", lines);
    assertEquals(
        List.of(new BenchmarkDocument("exam", uri(lines), 2, "question")),
        documents(lined, "which one is blue"));
    assertEquals(
        List.of(new BenchmarkDocument("exam", uri(lines), 1, "choices")),
        documents(lined, "The planet Mars, Venus"));
    assertEquals(1, documents(index("question", packed), "who was there first").size());
    assertEquals(
        List.of(new BenchmarkDocument("exam", uri(table), 1, "question")),
        documents(index("question", table), "how and when was it"));
    assertEquals(2, documents(index("question", table), "was it so").get(0).line());
  }

  @Test
  void aFieldThatNoRowHasIsNamedWithThoseThatAreThere() throws IOException {
    Path lines = write("a.jsonl", "{\"query\": \"Which planet is red?\"}\n");
    UserError error = assertThrows(UserError.class, () -> index("question", lines));
    assertEquals(ErrorCode.CONFIG, error.code());
    assertTrue(error.problem().contains("'question'"), error.problem());
    assertTrue(error.reason().contains("query"), error.reason());
  }

  @Test
  void whatIsNoBenchmarkFileIsRefused() throws IOException {
    Path broken = write("a.jsonl", "{\"question\": ");
    assertEquals(
        ErrorCode.MALFORMED_FILE,
        assertThrows(UserError.class, () -> index("question", broken)).code());
    assertEquals(
        ErrorCode.MISSING_FILE,
        assertThrows(UserError.class, () -> index("question", folder.resolve("none.jsonl")))
            .code());
  }

  /**
   * GSM8K's and MMLU's questions as benchmarks. By hand: lines 1 of GSM8K's test split (Janet's
   * ducks) planted in a row, and its first 13 words alone, are found; the first question of the
   * training split is not in the test split.
   */
  @Test
  void questionsOfRealBenchmarksAreFoundWhereTheyArePlanted() {
    RealData data = RealData.assumeAvailable();
    BenchmarkIndex index =
        index("question", data.path("gsm8k/test.jsonl"), data.path("mmlu/mmlu_test.jsonl"));
    String janet = data.jsonLines("gsm8k/test.jsonl").get(0).get("question").asText();
    assertTrue(janet.startsWith("Janet\u2019s ducks lay 16 eggs per day."), janet);
    Overlap planted = index.overlaps(List.of("Solve this. " + janet + " Thanks!", "18")).get(0);
    assertEquals(1, planted.document().line());
    assertEquals(1.0, planted.share());
    assertEquals(
        1,
        index
            .overlaps(
                List.of(
                    "JANET\u2019S ducks lay 16 eggs per day; she eats three for breakfast every"))
            .size());
    String natalia = data.jsonLines("gsm8k/train.jsonl").get(0).get("question").asText();
    assertTrue(natalia.startsWith("Natalia sold clips"), natalia);
    assertEquals(List.of(), index.overlaps(List.of(natalia)));
  }

  private static List<BenchmarkDocument> documents(BenchmarkIndex index, String turn) {
    return index.overlaps(List.of(turn)).stream().map(Overlap::document).toList();
  }

  private static BenchmarkIndex index(String fields, Path... files) {
    List<Benchmark> benchmarks = new ArrayList<>();
    for (Path file : files) {
      String name = benchmarks.isEmpty() ? "exam" : "exam" + benchmarks.size();
      benchmarks.add(new Benchmark(name, InputPath.of(file), List.of(fields.split(", ", -1))));
    }
    return Benchmarks.index(
        new Contamination(Action.FLAG, 13, benchmarks),
        Sessions.shared().sessionState().newHadoopConf());
  }

  private static String uri(Path file) {
    return "file:" + file.toAbsolutePath();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
