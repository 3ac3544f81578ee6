package io.deltatune.benchspark.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.benchspark.rows.GeneratedRow.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowGeneratorTest {
  private static final int ROWS = 4000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<GeneratedRow> MADE =
      LongStream.range(0, ROWS).mapToObj(new RowGenerator(42)::row).toList();

  @TempDir private Path folder;

  @Test
  void rowsHaveTheLengthsAndSharesThatTheirDocumentationTells() {
    double mean = MADE.stream().mapToInt(row -> row.text().length()).average().orElseThrow();
    assertTrue(mean > 900 && mean < 1400, "about 1 KB a row: " + mean);
    Map<Kind, Long> kinds =
        MADE.stream()
            .map(GeneratedRow::kind)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertEquals(0.05, kinds.get(Kind.NEAR) / (double) ROWS, 0.015, kinds.toString());
    assertEquals(0.01, kinds.get(Kind.EXACT) / (double) ROWS, 0.006, kinds.toString());
    assertEquals(0.005, kinds.get(Kind.BROKEN) / (double) ROWS, 0.004, kinds.toString());
  }

  @Test
  void aRepeatedRowSaysWhatItsOriginSays() throws IOException {
    for (GeneratedRow row : MADE) {
      if (row.kind() == Kind.EXACT || row.kind() == Kind.NEAR) {
        GeneratedRow origin = MADE.get((int) row.origin());
        assertTrue(row.origin() < row.number(), "it comes later: " + row.number());
        assertEquals(Kind.ORIGINAL, origin.kind(), "of row " + row.number());
        double overlap = overlap(texts(row), texts(origin));
        if (row.kind() == Kind.EXACT) {
          assertEquals(texts(origin), texts(row), "the same texts under another id");
        } else {
          assertTrue(overlap > 0.5, "most words are the same: " + overlap);
          assertTrue(!withoutId(row).equals(withoutId(origin)), "but not all: " + row.number());
        }
      }
    }
  }

  @Test
  void aRowDependsOnTheSeedAndItsNumberOnly() {
    assertEquals(MADE.get(3999), new RowGenerator(42).row(3999), "alone as among others");
    assertTrue(!MADE.get(7).equals(new RowGenerator(43).row(7)), "another seed, another row");
  }

  @Test
  void filesHoldTheRowsInOrderAndTheOriginsBesideThem() throws IOException {
    GenerateRows.write(folder, ROWS, 42);
    assertEquals(
        MADE.stream().map(GeneratedRow::text).toList(),
        Files.readAllLines(folder.resolve("rows/rows-00000.jsonl")),
        "one row a line");
    try (Stream<String> known = Files.lines(folder.resolve("origins/origins-00000.tsv"))) {
      assertEquals(
          MADE.stream().filter(row -> row.kind() != Kind.ORIGINAL).count(),
          known.count(),
          "all but the originals");
    }
  }

  private static Set<String> texts(GeneratedRow row) throws IOException {
    JsonNode fields = JSON.readTree(row.text());
    String id = fields.path("id").asText();
    assertEquals("row-" + row.number(), id, "each row has an id of its own");
    return new HashSet<>(List.of(withoutId(row).split("[ \"]")));
  }

  private static String withoutId(GeneratedRow row) {
    return row.text().replace("row-" + row.number(), "");
  }

  private static double overlap(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    Set<String> any = new HashSet<>(one);
    any.addAll(other);
    return both.size() / (double) any.size();
  }
}
