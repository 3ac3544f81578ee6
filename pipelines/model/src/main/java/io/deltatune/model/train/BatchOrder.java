package io.deltatune.model.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Which examples each step sees: a function of the examples, the settings and the step's number
 * alone, so that a resumed run goes on as an undisturbed one.
 */
final class BatchOrder {
  /** Steps whose examples are sorted by length together. */
  private static final int WINDOW = 8;

  private final List<? extends TrainingExample> examples;
  private final TrainerSettings settings;
  private final int stepsPerEpoch;
  private long plannedEpoch = -1;
  private List<List<Integer>> plan = List.of();

  BatchOrder(List<? extends TrainingExample> examples, TrainerSettings settings) {
    this.examples = examples;
    this.settings = settings;
    int step = settings.batchSize() * settings.gradientAccumulation();
    this.stepsPerEpoch = (examples.size() + step - 1) / step;
  }

  int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** The steps of the whole run. */
  long steps() {
    long all = (long) stepsPerEpoch * settings.epochs();
    return settings.maximumSteps() == 0 ? all : Math.min(all, settings.maximumSteps());
  }

  /** The micro-batches of a step, counted from 0. */
  List<MicroBatch> step(long step) {
    long epoch = step / stepsPerEpoch;
    if (epoch != plannedEpoch) {
      plan = plan(epoch);
      plannedEpoch = epoch;
    }
    int first = (int) (step % stepsPerEpoch) * settings.gradientAccumulation();
    int last = Math.min(plan.size(), first + settings.gradientAccumulation());
    List<MicroBatch> batches = new ArrayList<>();
    for (List<Integer> numbers : plan.subList(first, last)) {
      batches.add(MicroBatch.ofExamples(numbers.stream().map(examples::get).toList()));
    }
    return batches;
  }

  private List<List<Integer>> plan(long epoch) {
    Random random = new Random(settings.seed() * 1_000_003L + epoch);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      order.add(i);
    }
    if (settings.shuffled()) {
      Collections.shuffle(order, random);
    }
    if (settings.groupByLength()) {
      return grouped(order, random);
    }
    return chunks(order, settings.batchSize());
  }

  /**
   * Within windows of some steps, examples of similar length share a micro-batch; micro-batches are
   * then shuffled. Only the epoch's last one may be smaller.
   */
  private List<List<Integer>> grouped(List<Integer> order, Random random) {
    int window = WINDOW * settings.batchSize() * settings.gradientAccumulation();
    List<List<Integer>> whole = new ArrayList<>();
    List<List<Integer>> rest = new ArrayList<>();
    for (List<Integer> part : chunks(order, window)) {
      List<Integer> sorted = new ArrayList<>(part);
      sorted.sort(Comparator.comparingInt(number -> examples.get(number).length()));
      List<List<Integer>> batches = new ArrayList<>();
      for (List<Integer> batch : chunks(sorted, settings.batchSize())) {
        (batch.size() == settings.batchSize() ? batches : rest).add(batch);
      }
      Collections.shuffle(batches, random);
      whole.addAll(batches);
    }
    whole.addAll(rest);
    return whole;
  }

  private static List<List<Integer>> chunks(List<Integer> list, int size) {
    List<List<Integer>> chunks = new ArrayList<>();
    for (int i = 0; i < list.size(); i += size) {
      chunks.add(list.subList(i, Math.min(list.size(), i + size)));
    }
    return chunks;
  }
}
