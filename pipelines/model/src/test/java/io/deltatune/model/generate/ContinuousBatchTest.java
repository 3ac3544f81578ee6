package io.deltatune.model.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContinuousBatchTest {
  private static final int STOP = 7;

  /**
   * A model whose next token follows from all that its slot was given; it notices a slot that holds
   * another row than the batch believes.
   */
  private static final class History implements SlotDecoder {
    private final List<List<Integer>> slots = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private final List<Integer> prompts = new ArrayList<>();

    History(int count) {
      for (int i = 0; i < count; i++) {
        slots.add(null);
      }
    }

    @Override
    public int slots() {
      return slots.size();
    }

    @Override
    public Chosen read(int[] places, List<Continuation> rows) {
      int[] next = new int[places.length];
      int tokens = 0;
      for (int i = 0; i < places.length; i++) {
        int[] prompt = rows.get(i).prompt();
        slots.set(places[i], new ArrayList<>(Arrays.stream(prompt).boxed().toList()));
        next[i] = next(slots.get(places[i]));
        tokens += prompt.length;
      }
      prompts.add(tokens);
      return new Chosen(next, new float[0]);
    }

    @Override
    public Chosen advance(List<Continuation> rows) {
      widths.add(rows.size());
      int[] next = new int[rows.size()];
      for (int slot = 0; slot < next.length; slot++) {
        slots.get(slot).add(rows.get(slot).lastToken());
        next[slot] = next(slots.get(slot));
      }
      return new Chosen(next, new float[0]);
    }

    @Override
    public void move(int from, int to) {
      assertTrue(from > to, "a slot moves to the front");
      slots.set(to, slots.get(from));
      slots.set(from, null);
    }

    @Override
    public void close() {}

    static int next(List<Integer> history) {
      return Math.floorMod(history.hashCode() * 31, 23);
    }
  }

  @Test
  void rowsInABatchGetTheTokensThatTheyGetAlone() {
    List<Continuation> rows = rows(40, 12);
    History decoder = new History(6);
    List<Integer> finished = new ArrayList<>();
    new ContinuousBatch(decoder, rows, 20, row -> finished.add(row.row())).run();
    assertEquals(40, Set.copyOf(finished).size());
    for (Continuation row : rows) {
      List<Integer> history = new ArrayList<>(Arrays.stream(row.prompt()).boxed().toList());
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int token = History.next(history);
        if (token == STOP) {
          break;
        }
        expected.add(token);
        history.add(token);
      }
      Generation generation = row.generation();
      assertArrayEquals(
          expected.stream().mapToInt(Integer::intValue).toArray(), generation.tokens());
      assertEquals(
          expected.size() < 12 ? StopReason.STOP_TOKEN : StopReason.LENGTH, generation.stop());
    }
  }

  @Test
  void theSlotsAreFullAsLongAsRowsWait() {
    List<Continuation> rows = rows(40, 12);
    History decoder = new History(6);
    new ContinuousBatch(decoder, rows, 20, row -> {}).run();
    int tokens = rows.stream().mapToInt(row -> row.generation().tokens().length).sum();
    int steps = decoder.widths.size();
    int narrow = (int) decoder.widths.stream().filter(width -> width < 6).count();
    assertTrue(narrow <= 12, "only the last rows leave slots empty: " + decoder.widths);
    assertTrue(steps < tokens / 6 + 13, steps + " steps for " + tokens + " tokens");
  }

  @Test
  void promptsAreReadTogetherUpToTheirBudget() {
    List<Continuation> rows = rows(40, 12);
    History decoder = new History(40);
    new ContinuousBatch(decoder, rows, 20, row -> {}).run();
    assertTrue(decoder.prompts.stream().allMatch(tokens -> tokens <= 20));
    assertTrue(decoder.prompts.size() < 40, "some are read together");
  }

  @Test
  void aFailureOfTheListenerEndsTheBatch() {
    Continuation row =
        row(
            0,
            new int[] {1},
            5,
            (number, text, tokens) -> {
              throw new IllegalStateException("enough");
            });
    assertThrows(
        IllegalStateException.class,
        () -> new ContinuousBatch(new History(1), List.of(row), 20, done -> {}).run());
  }

  @Test
  void theListenerHearsEveryTokenAndEndsARow() {
    List<Integer> heard = new ArrayList<>();
    Continuation row =
        row(
            3,
            new int[] {4},
            12,
            (number, text, tokens) -> {
              assertEquals(3, number);
              heard.add(tokens[0]);
              return heard.size() < 2;
            });
    new ContinuousBatch(new History(1), List.of(row), 20, done -> {}).run();
    assertEquals(2, heard.size());
    assertEquals(StopReason.CANCELLED, row.generation().stop());
    assertArrayEquals(
        heard.stream().mapToInt(Integer::intValue).toArray(), row.generation().tokens());
  }

  @Test
  void slotsAndScratchStayWithinTheBudget() {
    List<Continuation> rows = rows(200, 30);
    MemoryPlan.Costs costs = costs(1000, 50_000, 2000);
    for (long budget : new long[] {200_000, 1_000_000, 5_000_000, 100_000_000}) {
      Batching batching = new Batching(64, OptionalLong.of(budget));
      List<MemoryPlan.Group> groups = new MemoryPlan(costs, batching, budget).groups(rows);
      int answered = 0;
      for (MemoryPlan.Group group : groups) {
        long bytes =
            group.slots() * (costs.slot(group.capacity()) + costs.row())
                + group.promptTokens() * costs.token();
        assertTrue(bytes <= budget, bytes + " of " + budget);
        assertTrue(group.slots() >= 1 && group.slots() <= 64);
        for (Continuation row : group.rows()) {
          assertTrue(row.need() <= group.capacity());
          assertTrue(row.prompt().length <= group.promptTokens());
          answered++;
        }
      }
      assertEquals(200, answered);
    }
  }

  @Test
  void oneLongRowDoesNotTakeTheShortOnesTheirSlots() {
    List<Continuation> rows = new ArrayList<>(rows(50, 10));
    rows.add(row(50, new int[2000], 10, GenerationListener.NONE));
    Batching batching = new Batching(64, OptionalLong.of(5_000_000));
    List<MemoryPlan.Group> groups =
        new MemoryPlan(costs(1000, 1000, 10), batching, 5_000_000).groups(rows);
    assertEquals(2, groups.size());
    assertEquals(1, groups.get(0).slots());
    assertEquals(50, groups.get(1).slots());
  }

  @Test
  void aBudgetTooSmallForOneRowIsRefused() {
    Batching batching = new Batching(64, OptionalLong.of(1 << 20));
    MemoryPlan plan = new MemoryPlan(costs(100_000, 0, 0), batching, 1 << 20);
    UserError error = assertThrows(UserError.class, () -> plan.groups(rows(3, 30)));
    assertEquals(ErrorCode.CONFIG, error.code());
    assertTrue(error.remedy().contains("decoding.memory_mib"));
  }

  private static MemoryPlan.Costs costs(long slotToken, long row, long token) {
    return new MemoryPlan.Costs() {
      @Override
      public long slot(int capacity) {
        return capacity * slotToken;
      }

      @Override
      public long row() {
        return row;
      }

      @Override
      public long token() {
        return token;
      }
    };
  }

  private static List<Continuation> rows(int count, int most) {
    Random random = new Random(2);
    List<Continuation> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] prompt = random.ints(1 + random.nextInt(14), 0, 1000).toArray();
      rows.add(row(i, prompt, most, GenerationListener.NONE));
    }
    return rows;
  }

  private static Continuation row(int number, int[] prompt, int most, GenerationListener listener) {
    Continuation.Rules rules =
        new Continuation.Rules(Set.of(STOP), 1, 106, LogProbabilities.NONE, false, listener);
    return new Continuation(number, new Prompt(number, prompt), most, rules, Optional.empty());
  }
}
