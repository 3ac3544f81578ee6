package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys and values of a batch of sequences that are being continued, for every layer {@code
 * [rows, kv heads, capacity, head dimension]}. Sliding layers keep all positions too and mask what
 * lies outside their window. It owns its memory.
 */
public final class KeyValueCache implements AutoCloseable {
  private final Scope scope;
  private final int capacity;
  private final int[] lengths;
  private final List<Tensor> keys;
  private final List<Tensor> values;

  KeyValueCache(Scope scope, int capacity, int[] lengths, List<Tensor> keys, List<Tensor> values) {
    this.scope = scope;
    this.capacity = capacity;
    this.lengths = lengths;
    this.keys = keys;
    this.values = values;
  }

  static KeyValueCache of(
      Gemma3Config config, int[] lengths, int capacity, Tensor like, Scope scope) {
    long[] shape = {lengths.length, config.keyValueHeads(), capacity, config.headDimension()};
    List<Tensor> keys = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      keys.add(empty(scope, like, shape));
      values.add(empty(scope, like, shape));
    }
    return new KeyValueCache(scope, capacity, lengths, keys, values);
  }

  private static Tensor empty(Scope scope, Tensor dtype, long[] shape) {
    try (Tensor numbers = scope.longs(shape, shape.length)) {
      return scope.callForOne("zeros", numbers, dtype);
    }
  }

  List<Tensor> keys() {
    return keys;
  }

  List<Tensor> values() {
    return values;
  }

  /** The number of sequences. */
  public int rows() {
    return lengths.length;
  }

  /** The tokens that a sequence holds so far. */
  public int length(int row) {
    return lengths[row];
  }

  /** The tokens that a sequence can hold. */
  public int capacity() {
    return capacity;
  }

  /** Counts one token more in every row. */
  void advance() {
    for (int row = 0; row < lengths.length; row++) {
      lengths[row]++;
    }
  }

  /**
   * A cache of some rows only, in the given order; this one is closed.
   *
   * @param rows numbers of rows of this cache
   */
  public KeyValueCache keep(int... rows) {
    Scope target = scope.sibling();
    long[] numbers = Arrays.stream(rows).asLongStream().toArray();
    Tensor chosen = target.longs(numbers, numbers.length);
    List<Tensor> keptKeys = target.call("select_caches", keys, chosen);
    List<Tensor> keptValues = target.call("select_caches", values, chosen);
    int[] keptLengths = Arrays.stream(rows).map(row -> lengths[row]).toArray();
    close();
    return new KeyValueCache(target, capacity, keptLengths, keptKeys, keptValues);
  }

  @Override
  public void close() {
    scope.close();
  }
}
