package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchOrderTest {
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void everyExampleIsSeenOnceAnEpoch(boolean shuffled, boolean grouped) {
    BatchOrder order = order(all(103), 3, 2, shuffled, grouped, 1);
    assertEquals(18, order.stepsPerEpoch());
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Integer> seen = new ArrayList<>();
      for (int step = 0; step < 18; step++) {
        order.step(18L * epoch + step).forEach(batch -> seen.addAll(firstTokens(batch)));
      }
      assertEquals(103, seen.size());
      assertEquals(103, new TreeSet<>(seen).size());
    }
  }

  @Test
  void aStepDependsOnItsNumberAndTheSeedOnly() {
    BatchOrder whole = order(all(50), 4, 1, true, true, 7);
    for (int step = 0; step < 20; step++) {
      whole.step(step);
    }
    BatchOrder fresh = order(all(50), 4, 1, true, true, 7);
    BatchOrder other = order(all(50), 4, 1, true, true, 8);
    assertEquals(firstTokens(whole.step(20).get(0)), firstTokens(fresh.step(20).get(0)));
    assertNotEquals(firstTokens(whole.step(20).get(0)), firstTokens(other.step(20).get(0)));
  }

  @Test
  void theOrderOfTheFileIsKeptWhereItIsAskedFor() {
    BatchOrder order = order(all(10), 4, 1, false, false, 1);
    assertEquals(List.of(4, 5, 6, 7), firstTokens(order.step(1).get(0)));
    assertEquals(List.of(8, 9), firstTokens(order.step(2).get(0)));
  }

  @Test
  void groupingByLengthMakesTheLengthsWithinABatchAlike() {
    assertTrue(spread(true) < spread(false) / 2);
  }

  @Test
  void rowsOfAMicroBatchPointToThePositionBeforeTheLabel() {
    MicroBatch batch =
        MicroBatch.of(
            List.of(
                new EncodedConversation(new int[] {2, 7, 8}, new boolean[] {true, false, true}),
                new EncodedConversation(new int[] {2, 9}, new boolean[] {false, true})));
    assertArrayEquals(new long[] {1, 3}, batch.rows());
    assertArrayEquals(new long[] {8, 9}, batch.targets());
    assertEquals(List.of(1, 1), batch.completions().stream().map(Completion::labels).toList());
    assertEquals(5, batch.tokenCount());
  }

  private static long spread(boolean grouped) {
    BatchOrder order = order(all(96), 4, 1, true, grouped, 3);
    long spread = 0;
    for (int step = 0; step < order.stepsPerEpoch(); step++) {
      for (MicroBatch batch : order.step(step)) {
        int longest = 0;
        for (Completion sequence : batch.completions()) {
          longest = Math.max(longest, sequence.tokens());
        }
        spread += (long) longest * batch.completions().size() - batch.tokenCount();
      }
    }
    return spread;
  }

  private static List<Integer> firstTokens(MicroBatch batch) {
    List<Integer> first = new ArrayList<>();
    int start = 0;
    for (Completion sequence : batch.completions()) {
      first.add(batch.tokens()[start]);
      start += sequence.tokens();
    }
    return first;
  }

  private static List<AnswerExample> all(int count) {
    return AnswerExample.all(examples(count));
  }

  private static List<EncodedConversation> examples(int count) {
    List<EncodedConversation> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 2 + i * 7 % 30;
      int[] tokens = new int[length];
      tokens[0] = i;
      boolean[] labelled = new boolean[length];
      labelled[length - 1] = true;
      examples.add(new EncodedConversation(tokens, labelled));
    }
    return examples;
  }

  private static BatchOrder order(
      List<AnswerExample> examples,
      int batch,
      int accumulation,
      boolean shuffled,
      boolean grouped,
      long seed) {
    return new BatchOrder(
        examples,
        new Batching(batch, accumulation, seed, shuffled, grouped),
        new Course(3, 0, 0, 1, 1, Optional.empty()));
  }
}
