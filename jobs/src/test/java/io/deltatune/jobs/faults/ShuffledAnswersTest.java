package io.deltatune.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.config.Settings;
import io.deltatune.core.example.Split;
import io.deltatune.core.example.SplitAssigner;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.trial.Child;
import io.deltatune.jobs.trial.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's pipeline on its own data, and on the same data with the training answers dealt out
 * anew: what the demo shows must come from the answers and not from the machinery around them.
 */
@Tag("faults")
class ShuffledAnswersTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final Path DATA = HOME.resolve("samples/data/demo.jsonl");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** Corpus scores in percent on the held-out rows, whose references are the true ones. */
  private record Scores(
      double bleuBefore, double bleuAfter, double exactBefore, double exactAfter) {
    double bleuRise() {
      return bleuAfter - bleuBefore;
    }

    double exactRise() {
      return exactAfter - exactBefore;
    }
  }

  @Test
  void trueAnswersRaiseTheScoresOfHeldOutRowsAndShuffledOnesDoNot() throws Exception {
    Path shuffled = folder.resolve("shuffled.jsonl");
    int moved = shuffle(shuffled);
    assertTrue(moved > 2000, "answers that went to another question: " + moved);

    Scores real = demo("true", DATA);
    Scores other = demo("shuffled", shuffled);
    System.out.println("true answers: " + real + ", shuffled answers: " + other);
    assertEquals(real.bleuBefore(), other.bleuBefore(), 1e-9, "the same held-out rows");
    assertEquals(real.exactBefore(), other.exactBefore(), 1e-9, "the same held-out rows");

    // Seen: BLEU-4 32.3 -> 88.5, exact match 17.6 -> 55.9
    assertTrue(real.bleuRise() >= 15, "BLEU-4 with true answers: " + real);
    assertTrue(real.exactRise() >= 15, "exact match with true answers: " + real);
    // Seen: BLEU-4 32.3 -> 3.9, exact match 17.6 -> 0.0
    assertTrue(other.exactRise() <= 1, "exact match with shuffled answers: " + other);
    assertTrue(other.bleuRise() < 5, "BLEU-4 with shuffled answers: " + other);
  }

  private Scores demo(String name, Path data) throws Exception {
    Path warehouse = folder.resolve(name);
    Child child =
        Child.start(
            folder,
            "run",
            HOME.resolve("conf/pipelines/demo.yaml").toString(),
            "--warehouse",
            warehouse.toString(),
            "--set",
            "ingest.sources=[{name: sample, path: '" + data + "'}]");
    assertEquals(0, child.exitStatus(), child::said);
    System.out.println(child.said());
    Warehouse tables = TestSession.warehouse(warehouse);
    return new Scores(
        score(tables, "demo-before", "bleu"),
        score(tables, "demo-after", "bleu"),
        score(tables, "demo-before", "exact_match"),
        score(tables, "demo-after", "exact_match"));
  }

  private static double score(Warehouse tables, String label, String metric) {
    List<Row> rows =
        tables
            .sql(
                "SELECT value, rows FROM scores WHERE label = '%s' AND metric = '%s'"
                    .formatted(label, metric))
            .collectAsList();
    assertEquals(1, rows.size(), label + " has one score " + metric);
    assertTrue(rows.get(0).<Long>getAs("rows") > 200, "held-out rows: " + rows);
    return rows.get(0).<Double>getAs("value");
  }

  /** Deals the answers of the training rows out anew; the held-out rows keep theirs. */
  private static int shuffle(Path to) throws IOException {
    Splits split =
        Recipes.read(IngestRecipe.class, HOME.resolve("conf/ingest/demo.yaml"), Settings.NONE)
            .recipe()
            .split();
    SplitAssigner assigner = new SplitAssigner(split.seed(), split.validation(), split.test());
    List<String> lines = new ArrayList<>(Files.readAllLines(DATA));
    List<Integer> places = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int place = 0; place < lines.size(); place++) {
      Optional<ObjectNode> row = whole(lines.get(place));
      if (row.isPresent() && assigner.split(row.get().get("group").asText()) != Split.TEST) {
        places.add(place);
        answers.add(row.get().get("output").asText());
      }
    }
    List<String> dealt = new ArrayList<>(answers);
    Collections.shuffle(dealt, new Random(42));
    int moved = 0;
    for (int at = 0; at < places.size(); at++) {
      ObjectNode row = whole(lines.get(places.get(at))).orElseThrow();
      lines.set(places.get(at), JSON.writeValueAsString(row.put("output", dealt.get(at))));
      moved += dealt.get(at).equals(answers.get(at)) ? 0 : 1;
    }
    Files.write(to, lines);
    return moved;
  }

  /** A row as an object, unless it is one of those that are broken on purpose. */
  private static Optional<ObjectNode> whole(String line) {
    try {
      JsonNode row = JSON.readTree(line);
      boolean whole = row.isObject() && row.hasNonNull("group") && row.path("output").isTextual();
      return whole ? Optional.of((ObjectNode) row) : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
