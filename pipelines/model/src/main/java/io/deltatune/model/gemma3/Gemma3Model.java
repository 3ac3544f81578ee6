package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Engine;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Program;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A Gemma 3 model that is open for computing: its engine, its weights and at most one adapter. To
 * be opened once a process and closed; used by one thread at a time.
 */
public final class Gemma3Model implements AutoCloseable {
  private final Gemma3Config config;
  private final Precision precision;
  private final Engine engine;
  private final Scope scope;
  private Gemma3Weights weights;
  private final Constants constants;
  private Adapter adapter;

  /** Small tensors that every call takes. */
  private record Constants(Tensor dtype, Tensor thetas, Tensor kinds) {}

  private Gemma3Model(
      Gemma3Config config, Precision precision, Function<Scope, Gemma3Weights> source) {
    this.config = config;
    this.precision = precision;
    this.engine = Engine.open(program(config));
    this.scope = engine.scope();
    try {
      this.weights = source.apply(scope);
      this.constants = constants();
      this.adapter = Adapter.none(config, scope);
    } catch (RuntimeException e) {
      scope.close();
      engine.close();
      throw e;
    }
  }

  /**
   * Opens a Hugging Face folder.
   *
   * @param precision the computing precision
   * @param mapped true to leave the weights in their files and convert them in use
   */
  public static Gemma3Model open(Path folder, Precision precision, boolean mapped) {
    Gemma3Config config = Gemma3Config.read(folder);
    return new Gemma3Model(
        config, precision, scope -> Gemma3Weights.load(config, folder, precision, mapped, scope));
  }

  /** Opens a model over tensors that a function makes in the model's scope. */
  public static Gemma3Model of(
      Gemma3Config config, Precision precision, Function<Scope, Gemma3Weights> source) {
    return new Gemma3Model(config, precision, source);
  }

  private static Program program(Gemma3Config config) {
    return new Program()
        .constant("heads", config.heads())
        .constant("key_value_heads", config.keyValueHeads())
        .constant("head_dim", config.headDimension())
        .constant("window", config.slidingWindow())
        .constant("epsilon", config.epsilon())
        .constant("attention_scale", Math.pow(config.queryPreAttentionScalar(), -0.5))
        .constant("embedding_scale", Math.sqrt(config.hiddenSize()))
        .include("norm.torchscript")
        .include("gemma3.torchscript")
        .include("adapter.torchscript")
        .include("head.torchscript")
        .include("training.torchscript")
        .include("optimiser.torchscript")
        .include("memory.torchscript")
        .include("generation.torchscript")
        .include("sampling.torchscript");
  }

  private Constants constants() {
    long[] kinds = new long[config.layers()];
    for (int layer = 0; layer < kinds.length; layer++) {
      kinds[layer] = config.slidingLayers().get(layer) ? 0 : 1;
    }
    double[] thetas = {
      config.localRope().theta(), config.localRope().factor(),
      config.globalRope().theta(), config.globalRope().factor()
    };
    return new Constants(
        scope.longs(new long[] {precision.scalarType()}, 1),
        scope.doubles(thetas, thetas.length),
        scope.longs(kinds, kinds.length));
  }

  /** The model's shape. */
  public Gemma3Config config() {
    return config;
  }

  /** The computing precision. */
  public Precision precision() {
    return precision;
  }

  /** The tensors. */
  public Gemma3Weights weights() {
    return weights;
  }

  /** The adapter in use. */
  public Adapter adapter() {
    return adapter;
  }

  /** The scopes for steps, requests and caches that are open now. */
  public int openScopes() {
    return engine.openScopes() - 1;
  }

  /** A scope for a step or a request, to be closed by its opener. */
  public Scope newScope() {
    return engine.scope();
  }

  /** The scope of the model itself, for what shall live as long as it. */
  public Scope scope() {
    return scope;
  }

  /** The computing precision as an argument of the text. */
  public Tensor dtype() {
    return constants.dtype();
  }

  /** Adapts the model from now on; an empty map takes the adapter away. */
  public void adapt(Map<Adapter.Place, Adapter.LowRank> matrices) {
    use(Adapter.of(config, matrices, scope));
  }

  /** Adapts the model by tensors that live as long as it. */
  public void use(Adapter next) {
    this.adapter = next;
  }

  /**
   * Merges the adapter into the weights, which makes every token cheaper; the results differ from
   * those beside the weights in roundings only. The model has no adapter afterwards.
   */
  public void mergeAdapter() {
    if (adapter.tensors().size() == 1) {
      return;
    }
    double[] scales = adapter.scales().doubles();
    List<List<Tensor>> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      List<Tensor> merged = new ArrayList<>(weights.layers().get(layer));
      List<Tensor> matrices = adapter.layer(layer);
      int projections = matrices.size() / 2;
      for (int i = 0; i < projections; i++) {
        if (matrices.get(2 * i).size() > 0) {
          double scale = scales[layer * projections + i];
          Tensor sum = merged(merged.get(i), matrices.get(2 * i), matrices.get(2 * i + 1), scale);
          merged.set(i, sum).close();
        }
      }
      layers.add(merged);
    }
    weights = new Gemma3Weights(layers, weights.norm(), weights.table(), weights.head());
    adapter = Adapter.none(config, scope);
  }

  private Tensor merged(Tensor weight, Tensor down, Tensor up, double scale) {
    try (Scope step = newScope()) {
      Tensor factor = step.doubles(new double[] {scale}, 1);
      return step.callForOne("merge", weight, down, up, factor, constants.dtype()).moveTo(scope);
    }
  }

  /**
   * Replaces the weights by tensors that live as long as the model; the old ones are not closed.
   */
  public void use(Gemma3Weights next) {
    this.weights = next;
  }

  /** Cosines and sines for positions 0 to {@code tokens - 1}: two of each kind of layer. */
  public List<Tensor> rotaries(int tokens, Scope step) {
    long[] positions = new long[tokens];
    for (int i = 0; i < tokens; i++) {
      positions[i] = i;
    }
    return step.call(
        "rotaries", step.longs(positions, 1, tokens), constants.thetas(), constants.dtype());
  }

  /**
   * The logits of every position.
   *
   * @param tokens one sequence
   * @return float32 {@code [tokens, vocabulary]}
   */
  public Tensor logits(int[] tokens, Scope step) {
    long[] rows = new long[tokens.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    try (KeyValueCache cache = cache(new int[] {tokens.length}, tokens.length)) {
      return prefill(new int[][] {tokens}, step.longs(rows, rows.length), cache, step);
    }
  }

  /**
   * Reads prompts into a new cache.
   *
   * @param prompts token ids, none empty
   * @param capacity the tokens that a row shall be able to hold, prompt included
   * @param step the scope of the returned logits
   */
  public Prefilled prefill(int[][] prompts, int capacity, Scope step) {
    int[] lengths = new int[prompts.length];
    int longest = 0;
    for (int row = 0; row < prompts.length; row++) {
      lengths[row] = prompts[row].length;
      longest = Math.max(longest, lengths[row]);
    }
    long[] last = new long[prompts.length];
    for (int row = 0; row < last.length; row++) {
      last[row] = (long) row * longest + lengths[row] - 1;
    }
    KeyValueCache cache = cache(lengths, Math.max(capacity, longest));
    try {
      return new Prefilled(cache, prefill(prompts, step.longs(last, last.length), cache, step));
    } catch (RuntimeException e) {
      cache.close();
      throw e;
    }
  }

  /**
   * What {@link #prefill} returns.
   *
   * @param cache to be closed by the caller
   * @param logits of each prompt's last token, float32 {@code [rows, vocabulary]}
   */
  public record Prefilled(KeyValueCache cache, Tensor logits) {}

  private KeyValueCache cache(int[] lengths, int capacity) {
    return KeyValueCache.of(config, lengths, capacity, constants.dtype(), engine.scope());
  }

  private Tensor prefill(int[][] prompts, Tensor rows, KeyValueCache cache, Scope step) {
    return step.callForOne(
        "prefill",
        padded(prompts, step),
        rows,
        weights.table(),
        weights.norm(),
        weights.head(),
        weights.flatLayers(),
        adapter.tensors(),
        adapter.scales(),
        constants.kinds(),
        constants.thetas(),
        constants.dtype(),
        cache.keys(),
        cache.values());
  }

  /** Token ids {@code [rows, longest]}, int64, padded with 0 at the end. */
  public static Tensor padded(int[][] sequences, Scope step) {
    int longest = 0;
    for (int[] sequence : sequences) {
      longest = Math.max(longest, sequence.length);
    }
    long[] ids = new long[sequences.length * longest];
    for (int row = 0; row < sequences.length; row++) {
      for (int i = 0; i < sequences[row].length; i++) {
        ids[row * longest + i] = sequences[row][i];
      }
    }
    return step.longs(ids, sequences.length, longest);
  }

  /**
   * Appends one token to every row of the cache.
   *
   * @param tokens one id a row
   * @return the logits that follow, float32 {@code [rows, vocabulary]}
   * @throws IllegalStateException if a row is full
   */
  public Tensor decode(int[] tokens, KeyValueCache cache, Scope step) {
    long[] ids = new long[tokens.length];
    long[] positions = new long[tokens.length];
    for (int row = 0; row < ids.length; row++) {
      ids[row] = tokens[row];
      positions[row] = cache.length(row);
      if (positions[row] >= cache.capacity()) {
        throw new IllegalStateException("row " + row + " of the cache is full");
      }
    }
    Tensor logits =
        step.callForOne(
            "decode",
            step.longs(ids, ids.length),
            step.longs(positions, positions.length),
            weights.table(),
            weights.norm(),
            weights.head(),
            weights.flatLayers(),
            adapter.tensors(),
            adapter.scales(),
            constants.kinds(),
            constants.thetas(),
            constants.dtype(),
            cache.keys(),
            cache.values());
    cache.advance();
    return logits;
  }

  /** The most probable token of each row of logits. */
  public int[] mostProbable(Tensor logits, Scope step) {
    long[] ids = step.callForOne("most_probable", logits).longs();
    int[] tokens = new int[ids.length];
    for (int row = 0; row < ids.length; row++) {
      tokens[row] = (int) ids[row];
    }
    return tokens;
  }

  /**
   * A token for each row.
   *
   * @param tokens the ids
   * @param logProbabilities of these tokens
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Choice(int[] tokens, float[] logProbabilities) {}

  /** The most probable token of each row of logits, with its log-probability. */
  public Choice choose(Tensor logits, Scope step) {
    List<Tensor> best = step.call("most_probable_scored", logits);
    int[] tokens = Arrays.stream(best.get(0).longs()).mapToInt(Math::toIntExact).toArray();
    return new Choice(tokens, best.get(1).floats());
  }

  /** The values of tensors in float32, in the order of the list; copies. */
  public List<float[]> values(List<Tensor> tensors) {
    List<float[]> values = new ArrayList<>();
    for (Tensor tensor : tensors) {
      try (Scope step = newScope()) {
        values.add(step.callForOne("widen", tensor).floats());
      }
    }
    return values;
  }

  @Override
  public void close() {
    scope.close();
    engine.close();
  }
}
