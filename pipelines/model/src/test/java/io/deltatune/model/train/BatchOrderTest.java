package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BatchOrderTest {
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void everyExampleIsSeenOnceAnEpoch(boolean shuffled, boolean grouped) {
    BatchOrder order = order(all(103), 3, 2, shuffled, grouped, 1);
    assertEquals(3 * 18, order.steps());
    assertEquals(1.5, order.epochs(27));
    assertEquals(1, order.epochs(18));
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

  @ParameterizedTest
  @EnumSource(Arrangement.class)
  void aBudgetOfTokensIsKeptButByAnExampleThatIsLongerByItself(Arrangement arrangement) {
    int budget = 28;
    List<AnswerExample> examples = all(103);
    BatchOrder order = order(examples, new Batching(4, budget, 2, 5, true, arrangement));
    long steps = 0;
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> seen = new ArrayList<>();
      while (steps < order.steps() && order.epochs(steps + 1) <= epoch + 1) {
        for (MicroBatch batch : order.step(steps)) {
          boolean alone = batch.completions().size() == 1;
          assertTrue(batch.tokenCount() <= budget || alone, batch::toString);
          seen.addAll(firstTokens(batch));
        }
        steps++;
      }
      assertEquals(103, seen.size(), "each once in epoch " + epoch);
      assertEquals(103, new TreeSet<>(seen).size());
    }
    assertEquals(order.steps(), steps);
    BatchOrder same = order(examples, new Batching(4, budget, 2, 5, true, arrangement));
    assertEquals(order.numbers(9), same.numbers(9), "the order follows from the seed");
    BatchOrder other = order(examples, new Batching(4, budget, 2, 6, true, arrangement));
    assertNotEquals(order.numbers(9), other.numbers(9));
  }

  /** The bound of best-fit decreasing is 11/9 of the fewest possible and 4 (Johnson 1973). */
  @Test
  void bestFitNeedsFewMicroBatchesAndKeepsTheFilesOrderOfTheirFirstRows() {
    List<AnswerExample> examples = all(103);
    long tokens = examples.stream().mapToLong(AnswerExample::length).sum();
    Batching fitted = new Batching(4, 40, 1, 5, false, Arrangement.BEST_FIT);
    BatchOrder order = order(examples, fitted);
    long fewest = (tokens + 39) / 40;
    assertTrue(order.steps() <= 3 * fewest * 1.08, order.steps() / 3 + " for " + fewest);
    Batching plain = new Batching(4, 40, 1, 5, false, Arrangement.AS_THEY_COME);
    assertTrue(order(examples, plain).steps() > order.steps(), "fewer than as they come");
    assertEquals(0, order.numbers(0).get(0).get(0));
    assertEquals(
        List.of(List.of(0, 3), List.of(1), List.of(2, 4)),
        new BatchPlan(10, number -> List.of(7, 8, 5, 3, 5).get(number))
            .bestFit(List.of(0, 1, 2, 3, 4)));
  }

  @Test
  void anAnswerWhoseDivergenceNeedsANeighbourIsNeverAlone() {
    List<JudgedExample> judged = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      judged.add(new JudgedExample(new int[] {2, i}, new int[] {7 + i}, true, false, Cut.NOTHING));
    }
    BatchOrder order = order(judged, new Batching(2, 0, 1, 5, true, Arrangement.BY_LENGTH));
    assertEquals(3 * 2, order.steps());
    assertEquals(
        List.of(2, 3), List.of(order.numbers(0).get(0).size(), order.numbers(1).get(0).size()));
  }

  private static long spread(boolean grouped) {
    BatchOrder order = order(all(96), 4, 1, true, grouped, 3);
    long spread = 0;
    for (int step = 0; step < order.steps() / 3; step++) {
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
    Arrangement arrangement = grouped ? Arrangement.BY_LENGTH : Arrangement.AS_THEY_COME;
    return order(examples, new Batching(batch, 0, accumulation, seed, shuffled, arrangement));
  }

  private static BatchOrder order(List<? extends TrainingExample> examples, Batching batching) {
    return new BatchOrder(examples, batching, new Course(3, 0, 0, 1, 1, Optional.empty()));
  }
}
