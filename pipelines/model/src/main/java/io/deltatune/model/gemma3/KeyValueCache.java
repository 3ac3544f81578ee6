package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys and values of sequences that are being continued, each in its slot: for every layer
 * {@code [slots, kv heads, places, head dimension]}. Full layers have a place for every position,
 * sliding ones a ring of as many as their window. It owns its memory; used by one thread at a time.
 */
public final class KeyValueCache implements AutoCloseable {
  private final Scope scope;
  private final int capacity;
  private final int[] lengths;
  private final List<Tensor> keys;
  private final List<Tensor> values;

  private KeyValueCache(
      Scope scope, int capacity, int slots, List<Tensor> keys, List<Tensor> values) {
    this.scope = scope;
    this.capacity = capacity;
    this.lengths = new int[slots];
    this.keys = keys;
    this.values = values;
  }

  static KeyValueCache of(
      Gemma3Config config, int slots, int capacity, Tensor dtype, Tensor like, Scope scope) {
    List<Tensor> keys = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      long[] shape = {
        slots, config.keyValueHeads(), places(config, layer, capacity), config.headDimension()
      };
      try (Tensor numbers = scope.numbers(shape)) {
        keys.add(scope.callForOne("zeros", numbers, dtype, like));
        values.add(scope.callForOne("zeros", numbers, dtype, like));
      }
    }
    return new KeyValueCache(scope, capacity, slots, keys, values);
  }

  private static int places(Gemma3Config config, int layer, int capacity) {
    return config.slidingLayers().get(layer)
        ? Math.min(config.slidingWindow(), capacity)
        : capacity;
  }

  /** The memory of one slot that holds sequences of at most {@code capacity} tokens, in bytes. */
  public static long bytesPerSlot(Gemma3Config config, Precision precision, int capacity) {
    long places = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      places += places(config, layer, capacity);
    }
    return 2L * places * config.keyValueHeads() * config.headDimension() * precision.bytes();
  }

  List<Tensor> keys() {
    return keys;
  }

  List<Tensor> values() {
    return values;
  }

  /** The number of slots. */
  public int slots() {
    return lengths.length;
  }

  /** The tokens that a slot's sequence holds so far, virtual ones included. */
  public int length(int slot) {
    return lengths[slot];
  }

  /** The tokens that a slot can hold, virtual ones included. */
  public int capacity() {
    return capacity;
  }

  /**
   * Begins sequences that lie one behind the other.
   *
   * @param before virtual tokens before each
   * @return first token, tokens and slot of each
   */
  long[] begin(int[] slots, int[] lengths, int before) {
    long[] spans = new long[3 * slots.length];
    long start = 0;
    for (int i = 0; i < slots.length; i++) {
      begin(slots[i], before + lengths[i]);
      spans[3 * i] = start;
      spans[3 * i + 1] = length(slots[i]);
      spans[3 * i + 2] = slots[i];
      start += spans[3 * i + 1];
    }
    return spans;
  }

  private void begin(int slot, int length) {
    if (length > capacity) {
      throw new IllegalArgumentException(
          length + " tokens do not fit into a slot of " + capacity + " tokens");
    }
    lengths[slot] = length;
  }

  /** Counts one token more in each of the first slots. */
  void advance(int slots) {
    for (int slot = 0; slot < slots; slot++) {
      lengths[slot]++;
    }
  }

  /**
   * Copies a slot over another, so that the slots in use can stay the first ones.
   *
   * @param from the slot that is copied, and may be given to another sequence afterwards
   * @param to the slot whose sequence is forgotten
   */
  public void move(int from, int to) {
    try (Scope step = scope.sibling()) {
      Tensor numbers = step.numbers(from, to);
      step.call("move_slot", keys, numbers);
      step.call("move_slot", values, numbers);
    }
    lengths[to] = lengths[from];
  }

  @Override
  public void close() {
    scope.close();
  }
}
