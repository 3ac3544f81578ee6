package io.deltatune.core.contamination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.contamination.Overlap.Kind;
import io.deltatune.core.similarity.Words;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BenchmarkIndexTest {
  private static final String LONG =
      "A train leaves the station at noon and travels north for three hours at sixty miles an hour";

  @Test
  void thirteenWordsInARowAreAnOverlapWhateverTheirCaseAndPunctuation() {
    // 18 words: 6 n-grams of 13. The example holds the last 14 of them: 2 n-grams.
    BenchmarkIndex index = index(LONG);
    List<Overlap> overlaps =
        index.overlaps(
            List.of(
                "Something else.",
                "It says: STATION at noon, and travels north for three hours at sixty (miles) an hour!"));
    assertEquals(1, overlaps.size());
    Overlap overlap = overlaps.get(0);
    assertEquals(new BenchmarkDocument("exam", "f", 1, "question"), overlap.document());
    assertEquals(Kind.NGRAM, overlap.kind());
    assertEquals(2, overlap.ngrams());
    assertEquals(2 / 6.0, overlap.share(), 1e-12);
    assertEquals(
        "STATION at noon, and travels north for three hours at sixty (miles) an", overlap.sample());
    assertEquals(1, index.overlaps(List.of(LONG)).get(0).share());
  }

  @Test
  void twelveWordsAreNone() {
    String twelve = LONG.substring(LONG.indexOf("noon"));
    assertEquals(12, Words.of(twelve).count());
    assertTrue(index(LONG).overlaps(List.of(twelve)).isEmpty());
  }

  @Test
  void wordsOfDifferentTurnsAreNotInARow() {
    assertTrue(index(LONG).overlaps(List.of(LONG.substring(0, 50), LONG.substring(50))).isEmpty());
  }

  @Test
  void aShortDocumentOverlapsOnlyWhereItIsAWholeTurn() {
    BenchmarkIndex index = index("Who wrote Faust?");
    Overlap overlap = index.overlaps(List.of("who wrote FAUST")).get(0);
    assertEquals(Kind.EXACT, overlap.kind());
    assertEquals(1, overlap.share());
    assertEquals("who wrote FAUST", overlap.sample());
    assertTrue(index.overlaps(List.of("Tell me who wrote Faust")).isEmpty());
    assertTrue(index("Yes").isEmpty());
  }

  @Test
  void anNgramOfManyDocumentsIsAnInstruction() {
    String[] documents =
        IntStream.range(0, 11).mapToObj(i -> LONG + " number" + i).toArray(String[]::new);
    // The n-grams of LONG itself are in 11 documents; the last one of each is its own.
    BenchmarkIndex index = index(documents);
    assertEquals(11, index.size());
    assertTrue(index.overlaps(List.of(LONG)).isEmpty());
    Overlap overlap = index.overlaps(List.of(documents[4])).get(0);
    assertEquals(5, overlap.document().line());
    assertEquals(1, overlap.share());
    String[] ten = Arrays.copyOf(documents, 10);
    assertEquals(10, index(ten).overlaps(List.of(LONG)).size());
  }

  @Test
  void documentsOfTheSameWordsCountOnce() {
    List<Overlap> overlaps = index(LONG, LONG + "!", LONG).overlaps(List.of(LONG));
    assertEquals(1, overlaps.size());
    assertEquals(1, overlaps.get(0).document().line());
  }

  @Test
  void theMostOverlappingComesFirst() {
    List<Overlap> overlaps =
        index(LONG, LONG + " and then it stops").overlaps(List.of(LONG + " and then it stops"));
    assertEquals(List.of(2L, 1L), overlaps.stream().map(o -> o.document().line()).toList());
  }

  @Test
  void anExampleThatHoldsAWholeBenchmarkNamesTheMostOverlappingDocuments() {
    String[] documents =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    IntStream.range(0, 13)
                        .mapToObj(j -> "w" + i + "x" + j)
                        .collect(Collectors.joining(" ")))
            .toArray(String[]::new);
    assertEquals(
        BenchmarkIndex.MOST_OVERLAPS,
        index(documents).overlaps(List.of(String.join(" ", documents))).size());
  }

  @Test
  void withoutDocumentsNothingOverlaps() {
    assertTrue(BenchmarkIndex.NONE.isEmpty());
    assertTrue(BenchmarkIndex.NONE.overlaps(List.of(LONG)).isEmpty());
    assertFalse(index(LONG).isEmpty());
  }

  private static BenchmarkIndex index(String... documents) {
    BenchmarkIndexBuilder builder = new BenchmarkIndexBuilder(13);
    for (int i = 0; i < documents.length; i++) {
      builder.add(new BenchmarkDocument("exam", "f", i + 1, "question"), documents[i]);
    }
    return builder.build();
  }
}
