package io.deltatune.model.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * Which examples share a micro-batch: lists of their numbers, each as heavy as the limit at most,
 * but for an example that is heavier by itself and stays alone.
 *
 * @param limit of a micro-batch
 * @param weight of an example: 1, or its tokens
 */
record BatchPlan(long limit, IntUnaryOperator weight) {
  /** In the order that is given. */
  List<List<Integer>> inOrder(List<Integer> order) {
    return filled(order, limit);
  }

  /** Some micro-batches' worth of examples at a time, in the order that is given. */
  List<List<Integer>> windows(List<Integer> order, long microBatches) {
    return filled(order, limit * microBatches);
  }

  private List<List<Integer>> filled(List<Integer> order, long most) {
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    long used = 0;
    for (int number : order) {
      long own = weight.applyAsInt(number);
      if (!open.isEmpty() && used + own > most) {
        batches.add(open);
        open = new ArrayList<>();
        used = 0;
      }
      open.add(number);
      used += own;
    }
    if (!open.isEmpty()) {
      batches.add(open);
    }
    return batches;
  }

  /**
   * By best fit, the heaviest first: each goes where it leaves the least room. Micro-batches come
   * in the order of their first examples.
   */
  List<List<Integer>> bestFit(List<Integer> order) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      places.add(i);
    }
    places.sort(
        Comparator.comparingInt((Integer place) -> -weight.applyAsInt(order.get(place)))
            .thenComparing(Comparator.naturalOrder()));
    List<List<Integer>> batches = new ArrayList<>();
    TreeMap<Long, Deque<List<Integer>>> byRoom = new TreeMap<>();
    for (int place : places) {
      long own = weight.applyAsInt(order.get(place));
      Map.Entry<Long, Deque<List<Integer>>> fit = byRoom.ceilingEntry(own);
      List<Integer> batch;
      long room = limit;
      if (fit == null) {
        batch = new ArrayList<>();
        batches.add(batch);
      } else {
        room = fit.getKey();
        batch = fit.getValue().removeFirst();
        if (fit.getValue().isEmpty()) {
          byRoom.remove(room);
        }
      }
      batch.add(place);
      if (room > own) {
        byRoom.computeIfAbsent(room - own, unused -> new ArrayDeque<>()).add(batch);
      }
    }
    batches.forEach(batch -> batch.sort(Comparator.naturalOrder()));
    batches.sort(Comparator.comparing(batch -> batch.get(0)));
    return batches.stream().map(batch -> batch.stream().map(order::get).toList()).toList();
  }

  /** Whether a micro-batch can take no further example. */
  boolean isFull(List<Integer> batch) {
    return batch.stream().mapToLong(weight::applyAsInt).sum() >= limit;
  }
}
