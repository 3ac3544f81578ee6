package io.deltatune.model.train;

import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Which examples each step sees: a function of the examples, the settings and the step's number
 * alone, so that a resumed run goes on as an undisturbed one.
 */
final class BatchOrder {
  /** Steps whose examples are sorted by length, or fitted together, at a time. */
  private static final int WINDOW = 8;

  private final List<? extends TrainingExample> examples;
  private final Batching settings;
  private final BatchPlan capacity;
  private final long[] firstSteps;
  private final long steps;
  private int plannedEpoch = -1;
  private List<List<Integer>> plan = List.of();

  BatchOrder(List<? extends TrainingExample> examples, Batching settings, Course course) {
    this.examples = examples;
    this.settings = settings;
    this.capacity = settings.capacity(examples);
    this.firstSteps = firstSteps(course.epochs());
    long all = firstSteps[course.epochs()];
    this.steps = course.maximumSteps() == 0 ? all : Math.min(all, course.maximumSteps());
  }

  /** The first step of each epoch, and behind them the number of all. */
  private long[] firstSteps(int epochs) {
    long[] first = new long[epochs + 1];
    long ofOne = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      // Micro-batches of so many tokens are more or fewer in another order.
      if (epoch == 0 || settings.tokens() > 0) {
        long batches = plan(epoch).size();
        ofOne = (batches + settings.accumulation() - 1) / settings.accumulation();
      }
      first[epoch + 1] = first[epoch] + ofOne;
    }
    return first;
  }

  /** The steps of the whole run. */
  long steps() {
    return steps;
  }

  /** The passes over the examples that so many steps are. */
  double epochs(long done) {
    int epoch = epochOf(Math.max(0, done - 1));
    long own = firstSteps[epoch + 1] - firstSteps[epoch];
    return epoch + (double) (done - firstSteps[epoch]) / own;
  }

  private int epochOf(long step) {
    int found = Arrays.binarySearch(firstSteps, step);
    return found >= 0 ? found : -found - 2;
  }

  /** The micro-batches of a step, counted from 0. */
  List<MicroBatch> step(long step) {
    return numbers(step).stream()
        .map(numbers -> MicroBatch.ofExamples(numbers.stream().map(examples::get).toList()))
        .toList();
  }

  /** The examples of each of its micro-batches, by their numbers. */
  List<List<Integer>> numbers(long step) {
    int epoch = epochOf(step);
    if (epoch != plannedEpoch) {
      plan = plan(epoch);
      plannedEpoch = epoch;
    }
    int first = (int) (step - firstSteps[epoch]) * settings.accumulation();
    return plan.subList(first, Math.min(plan.size(), first + settings.accumulation()));
  }

  private List<List<Integer>> plan(int epoch) {
    Random random = new Random(settings.seed() * 1_000_003L + epoch);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      order.add(i);
    }
    if (settings.shuffled()) {
      Collections.shuffle(order, random);
    }
    List<List<Integer>> batches =
        settings.arrangement() == Arrangement.AS_THEY_COME
            ? capacity.inOrder(order)
            : inWindows(order, random);
    return withoutLoners(batches, examples);
  }

  /**
   * Within windows of some steps, examples of similar length or such as fill it share a
   * micro-batch; a window's micro-batches are then shuffled, where the order is. Only the epoch's
   * last one may be smaller, where they hold numbers of examples.
   */
  private List<List<Integer>> inWindows(List<Integer> order, Random random) {
    List<List<Integer>> whole = new ArrayList<>();
    List<List<Integer>> rest = new ArrayList<>();
    for (List<Integer> window : capacity.windows(order, (long) WINDOW * settings.accumulation())) {
      List<List<Integer>> batches = new ArrayList<>();
      for (List<Integer> batch : arranged(window)) {
        boolean last = settings.tokens() == 0 && !capacity.isFull(batch);
        (last ? rest : batches).add(batch);
      }
      if (settings.shuffled() || settings.arrangement() == Arrangement.BY_LENGTH) {
        Collections.shuffle(batches, random);
      }
      whole.addAll(batches);
    }
    whole.addAll(rest);
    return whole;
  }

  private List<List<Integer>> arranged(List<Integer> window) {
    if (settings.arrangement() == Arrangement.BEST_FIT) {
      return capacity.bestFit(window);
    }
    List<Integer> sorted = new ArrayList<>(window);
    sorted.sort(Comparator.comparingInt(number -> examples.get(number).length()));
    return capacity.inOrder(sorted);
  }

  /** An example alone in the last micro-batch joins the one before, where it needs a neighbour. */
  static List<List<Integer>> withoutLoners(
      List<List<Integer>> batches, List<? extends TrainingExample> examples) {
    int last = batches.size() - 1;
    if (last < 1
        || batches.get(last).size() > 1
        || !examples.get(batches.get(last).get(0)).needsNeighbour()) {
      return batches;
    }
    List<List<Integer>> joined = new ArrayList<>(batches.subList(0, last - 1));
    List<Integer> both = new ArrayList<>(batches.get(last - 1));
    both.addAll(batches.get(last));
    joined.add(both);
    return joined;
  }
}
