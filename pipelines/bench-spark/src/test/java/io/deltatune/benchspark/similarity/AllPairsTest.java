package io.deltatune.benchspark.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.benchspark.similarity.AllPairs.Pair;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AllPairsTest {
  @Test
  void wordsAreComparedWithoutCaseAndPunctuation() {
    assertEquals(Set.of("dont go home"), AllPairs.ngrams("Don't  go,\nHOME!"));
    assertEquals(Set.of("two words"), AllPairs.ngrams("Two - words"));
    assertEquals(Set.of(), AllPairs.ngrams("... !"));
  }

  @Test
  void theIndexIsWhatBothShareByWhatTheyHaveTogether() {
    // abc bcd cde and abc bcd cdf: two of four.
    List<String> texts = List.of("a b c d e", "x y z", "a b c d f", "A, b c d e.");
    assertEquals(
        Map.of(new Pair(0, 2), 0.5, new Pair(0, 3), 1.0, new Pair(2, 3), 0.5),
        AllPairs.from(texts, 0.5));
    assertEquals(Map.of(new Pair(0, 3), 1.0), AllPairs.from(texts, 0.8));
  }
}
