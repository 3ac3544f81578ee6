package io.deltatune.model.train;

import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
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
  private final Batching settings;
  private final Course course;
  private final int stepsPerEpoch;
  private long plannedEpoch = -1;
  private List<List<Integer>> plan = List.of();

  BatchOrder(List<? extends TrainingExample> examples, Batching settings, Course course) {
    this.examples = examples;
    this.settings = settings;
    this.course = course;
    int step = settings.size() * settings.accumulation();
    this.stepsPerEpoch = (examples.size() + step - 1) / step;
  }

  int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** The steps of the whole run. */
  long steps() {
    long all = (long) stepsPerEpoch * course.epochs();
    return course.maximumSteps() == 0 ? all : Math.min(all, course.maximumSteps());
  }

  /** The micro-batches of a step, counted from 0. */
  List<MicroBatch> step(long step) {
    return numbers(step).stream()
        .map(numbers -> MicroBatch.ofExamples(numbers.stream().map(examples::get).toList()))
        .toList();
  }

  /** The examples of each of its micro-batches, by their numbers. */
  List<List<Integer>> numbers(long step) {
    long epoch = step / stepsPerEpoch;
    if (epoch != plannedEpoch) {
      plan = plan(epoch);
      plannedEpoch = epoch;
    }
    int first = (int) (step % stepsPerEpoch) * settings.accumulation();
    return plan.subList(first, Math.min(plan.size(), first + settings.accumulation()));
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
    if (settings.groupedByLength()) {
      return grouped(order, random);
    }
    return chunks(order, settings.size());
  }

  /**
   * Within windows of some steps, examples of similar length share a micro-batch; micro-batches are
   * then shuffled. Only the epoch's last one may be smaller.
   */
  private List<List<Integer>> grouped(List<Integer> order, Random random) {
    int window = WINDOW * settings.size() * settings.accumulation();
    List<List<Integer>> whole = new ArrayList<>();
    List<List<Integer>> rest = new ArrayList<>();
    for (List<Integer> part : chunks(order, window)) {
      List<Integer> sorted = new ArrayList<>(part);
      sorted.sort(Comparator.comparingInt(number -> examples.get(number).length()));
      List<List<Integer>> batches = new ArrayList<>();
      for (List<Integer> batch : chunks(sorted, settings.size())) {
        (batch.size() == settings.size() ? batches : rest).add(batch);
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
