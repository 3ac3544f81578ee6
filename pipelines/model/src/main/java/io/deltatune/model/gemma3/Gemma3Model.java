package io.deltatune.model.gemma3;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.ComputeDevice;
import io.deltatune.model.engine.Engine;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

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
  private Scope adapterScope;
  private double longestRow = -1;

  /** Small tensors that every call takes. */
  private record Constants(Tensor dtype, Tensor thetas, Tensor kinds, Tensor nothing) {}

  private Gemma3Model(
      Gemma3Config config,
      Precision precision,
      ComputeDevice device,
      Function<Scope, Gemma3Weights> source) {
    this.config = config;
    this.precision = precision;
    this.engine = Engine.open(Gemma3Program.of(config), device);
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
   * @throws UserError if it is missing, malformed or not Gemma 3's, or the device is not there
   */
  public static Gemma3Model open(Path folder, OpenOptions options) {
    Gemma3Config config = Gemma3Config.read(folder);
    Placement place = Placement.of(options, config, folder);
    boolean mapped = place.weights() == Residence.MAPPED;
    return new Gemma3Model(
        config,
        place.precision(),
        place.device(),
        scope ->
            Gemma3Weights.load(
                config, folder, place.precision(), mapped, options.quantiser(), scope));
  }

  /**
   * Opens a Hugging Face folder on the processor.
   *
   * @param precision the computing precision
   * @param mapped true to leave the weights in their files and convert them in use
   */
  public static Gemma3Model open(Path folder, Precision precision, boolean mapped) {
    return open(
        folder, OpenOptions.onProcessor(precision, mapped ? Residence.MAPPED : Residence.COPIED));
  }

  /** Opens a model over tensors that a function makes in the model's scope, on the processor. */
  public static Gemma3Model of(
      Gemma3Config config, Precision precision, Function<Scope, Gemma3Weights> source) {
    return new Gemma3Model(config, precision, ComputeDevice.CPU, source);
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
        scope.numbers(precision.scalarType()),
        scope.settings(thetas, thetas.length),
        scope.numbers(kinds),
        scope.none());
  }

  /** The model's shape. */
  public Gemma3Config config() {
    return config;
  }

  /** The computing precision. */
  public Precision precision() {
    return precision;
  }

  /** Where the model computes. */
  public ComputeDevice device() {
    return engine.device();
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
    replaceAdapter(next -> Adapter.of(config, matrices, weights, next));
  }

  /**
   * Puts virtual tokens before each sequence from now on, in place of any other adapter.
   *
   * @param embeddings {@code [virtual tokens, hidden]} in row-major order
   */
  public void prompt(float[] embeddings) {
    long tokens = embeddings.length / config.hiddenSize();
    replaceAdapter(
        next ->
            Adapter.ofPrompt(next.floats(embeddings, tokens, config.hiddenSize()), config, next));
  }

  private void replaceAdapter(Function<Scope, Adapter> source) {
    Scope next = scope.child();
    try {
      use(source.apply(next));
    } catch (RuntimeException | Error e) {
      next.close();
      throw e;
    }
    if (adapterScope != null) {
      adapterScope.close();
    }
    adapterScope = next;
  }

  /**
   * The tokens that a sequence can have: the model's positions less the adapter's virtual tokens.
   */
  public int longestSequence() {
    return config.maximumPositions() - adapter.virtualTokens();
  }

  /** Adapts the model by tensors that live as long as it. */
  public void use(Adapter next) {
    this.adapter = next;
  }

  /**
   * Replaces the weights by tensors that live as long as the model; the old ones are not closed.
   */
  public void use(Gemma3Weights next) {
    this.weights = next;
    this.longestRow = -1;
  }

  /** Cosines and sines of the tokens' positions: two of each kind of layer, the sliding first. */
  public List<Tensor> rotaries(Tensor positions, Scope step) {
    return step.call("rotaries", positions, constants.thetas(), constants.dtype());
  }

  /** A visibility as the text takes it. */
  public Attention attention(Visibility visibility, Scope step) {
    return Attention.of(visibility, config.slidingWindow(), constants.dtype(), step);
  }

  /**
   * What goes into the first layer, {@code [tokens, hidden]}.
   *
   * @param tokens ids, those below 0 of virtual tokens
   * @param used whose virtual tokens they are
   */
  public Tensor embedded(Tensor tokens, Adapter used, Scope step) {
    return step.callForOne("embed_prompted", tokens, weights.table(), used.prompt(), dtype());
  }

  /** Token ids as an int64 tensor {@code [tokens]}. */
  public static Tensor ids(int[] tokens, Scope step) {
    return step.longs(wide(tokens), tokens.length);
  }

  private static long[] wide(int[] numbers) {
    return Arrays.stream(numbers).asLongStream().toArray();
  }

  /**
   * The logits of every position.
   *
   * @param tokens one sequence
   * @return float32 {@code [tokens, vocabulary]}
   */
  public Tensor logits(int[] tokens, Scope step) {
    int[] rows = IntStream.range(0, tokens.length).toArray();
    return headLogits(states(tokens, Visibility.sequences(tokens.length), rows, step), step);
  }

  /**
   * The states after the last norm. Virtual tokens of an adapter stand before each sequence without
   * being named.
   *
   * @param tokens all tokens, one behind the other
   * @param visibility who sees whom among them
   * @param rows the places that are wanted, among the tokens
   * @return {@code [rows, hidden]} in the computing precision
   */
  public Tensor states(int[] tokens, Visibility visibility, int[] rows, Scope step) {
    List<Tensor> noKeys = List.of(step.none());
    List<Tensor> noValues = List.of(step.none());
    return forward(tokens, visibility, rows, new long[0], noKeys, noValues, step);
  }

  /**
   * @param spans three numbers a sequence, which count the adapter's virtual tokens
   */
  private Tensor forward(
      int[] tokens,
      Visibility visibility,
      int[] rows,
      long[] spans,
      List<Tensor> keys,
      List<Tensor> values,
      Scope step) {
    Prompted all = Prompted.of(tokens, visibility, adapter.virtualTokens());
    int[] wanted = all.places(rows);
    Attention attention = attention(all.visibility(), step);
    if (weights.isQuantised()) {
      return new LayerByLayer(this, step)
          .forward(all.tokens(), attention, wanted, spans, keys, values);
    }
    return step.callForOne(
        "forward",
        ids(all.tokens(), step),
        attention.positions(),
        ids(wanted, step),
        step.numbers(spans),
        weights.table(),
        adapter.prompt(),
        weights.norm(),
        weights.flatLayers(),
        adapter.tensors(),
        adapter.scales(),
        constants.kinds(),
        constants.thetas(),
        constants.dtype(),
        attention.sliding().blocks(),
        attention.sliding().masks(),
        attention.full().blocks(),
        attention.full().masks(),
        keys,
        values);
  }

  /**
   * What transformers calls hidden states: the embeddings, then the output of each layer, of which
   * the last comes after the final norm. Virtual tokens have states, too, before those of their
   * sequence.
   *
   * @return float32 {@code [tokens, hidden]} each
   */
  public List<Tensor> layerStates(int[] tokens, Visibility visibility, Scope step) {
    Prompted all = Prompted.of(tokens, visibility, adapter.virtualTokens());
    Attention attention = attention(all.visibility(), step);
    List<Tensor> rotaries = rotaries(attention.positions(), step);
    List<Tensor> states = new ArrayList<>();
    Tensor hidden = embedded(ids(all.tokens(), step), adapter, step);
    for (int layer = 0; layer < config.layers(); layer++) {
      states.add(step.callForOne("widen", hidden));
      boolean slides = config.slidingLayers().get(layer);
      hidden =
          step.callForOne(
              "layer",
              hidden,
              weights.layer(layer),
              adapter.layer(layer),
              adapter.scales(layer),
              slides ? rotaries.subList(0, 2) : rotaries.subList(2, 4),
              attention.of(slides).blocks(),
              attention.of(slides).masks());
    }
    states.add(step.callForOne("widen", step.callForOne("norm", hidden, weights.norm())));
    return states;
  }

  /**
   * Logits of states, to be asked for few rows at a time.
   *
   * @param states {@code [rows, hidden]}
   * @return float32 {@code [rows, vocabulary]}
   */
  public Tensor headLogits(Tensor states, Scope step) {
    return step.callForOne("head_logits", states, weights.head());
  }

  /**
   * Log-probabilities of targets.
   *
   * @param states {@code [states, hidden]}
   * @param rows for each target the state that predicts it
   * @param targets token ids
   * @throws UserError if scores are not numbers
   */
  public TargetScores targetScores(Tensor states, int[] rows, int[] targets, Scope step) {
    List<Tensor> found =
        step.call("target_scores", states, ids(rows, step), ids(targets, step), weights.head());
    float[] logProbabilities = found.get(0).floats();
    for (float value : logProbabilities) {
      if (Float.isNaN(value)) {
        throw notNumbers();
      }
    }
    long[] flags = found.get(1).longs();
    boolean[] greedy = new boolean[flags.length];
    for (int i = 0; i < flags.length; i++) {
      greedy[i] = flags[i] != 0;
    }
    return new TargetScores(logProbabilities, greedy);
  }

  /**
   * What {@link #targetScores} returns.
   *
   * @param logProbabilities of each target
   * @param greedy whether it is the most probable token there
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record TargetScores(float[] logProbabilities, boolean[] greedy) {}

  /**
   * A token for each row.
   *
   * @param tokens the ids
   * @param logProbabilities of these tokens; empty where they were not asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Choice(int[] tokens, float[] logProbabilities) {}

  /**
   * The most probable token after each state; of equals the one with the lowest id.
   *
   * @param withLogProbabilities false spares their cost
   * @throws UserError if scores are not numbers
   */
  public Choice mostProbable(Tensor states, boolean withLogProbabilities, Scope step) {
    Tensor scored = step.numbers(withLogProbabilities ? 1 : 0);
    Tensor longest = longestRow(step);
    List<Tensor> best = step.call("most_probable", states, weights.head(), scored, longest);
    int[] tokens = Arrays.stream(best.get(0).longs()).mapToInt(Math::toIntExact).toArray();
    if (Arrays.stream(tokens).anyMatch(token -> token < 0)) {
      throw notNumbers();
    }
    return new Choice(tokens, withLogProbabilities ? best.get(1).floats() : new float[0]);
  }

  /** What a user is told whose model gives NaN or infinite scores. */
  public static UserError notNumbers() {
    return new UserError(
        ErrorCode.UNSUPPORTED_MODEL,
        "the model's scores are not numbers (NaN or infinite)",
        "its weights hold such values, or the computing precision is too small for them",
        "check the checkpoint; if it is whole, give the precision fp32");
  }

  /** What the text needs to find the best token by a rough product first; 0 where it cannot. */
  private Tensor longestRow(Scope step) {
    if (longestRow < 0) {
      boolean rough =
          device().isProcessor()
              && precision == Precision.FP32
              && step.callForOne("is_bf16", weights.head()).longs()[0] == 1;
      longestRow = rough ? step.callForOne("longest_row", weights.head()).doubles()[0] : 0;
    }
    return step.settings(new double[] {longestRow}, 1);
  }

  /**
   * A cache for sequences that are to be continued, which the caller closes.
   *
   * @param slots how many sequences at a time
   * @param capacity the tokens of the longest, its prompt included, but not the virtual tokens of
   *     the adapter in use, for which there is room besides
   */
  public KeyValueCache newCache(int slots, int capacity) {
    Scope owner = engine.scope();
    try {
      int places = capacity + adapter.virtualTokens();
      return KeyValueCache.of(config, slots, places, constants.dtype(), constants.nothing(), owner);
    } catch (RuntimeException | Error e) {
      owner.close();
      throw e;
    }
  }

  /**
   * Reads prompts into slots, whose former sequences are forgotten.
   *
   * @param slots one for each prompt
   * @param prompts token ids, none empty
   * @return the state of each prompt's last token, {@code [prompts, hidden]}
   */
  public Tensor prefill(KeyValueCache cache, int[] slots, int[][] prompts, Scope step) {
    int[] lengths = Arrays.stream(prompts).mapToInt(prompt -> prompt.length).toArray();
    long[] spans = cache.begin(slots, lengths, adapter.virtualTokens());
    int[] last = lengths.clone();
    Arrays.parallelPrefix(last, Integer::sum);
    Arrays.setAll(last, i -> last[i] - 1);
    int[] tokens = Arrays.stream(prompts).flatMapToInt(Arrays::stream).toArray();
    Visibility visibility = Visibility.sequences(lengths);
    return forward(tokens, visibility, last, spans, cache.keys(), cache.values(), step);
  }

  /**
   * Appends a token to the sequences of the first slots.
   *
   * @param tokens one id for each of the slots {@code 0 .. tokens.length - 1}
   * @return their states, {@code [tokens, hidden]}
   * @throws IllegalStateException if a slot is full
   */
  public Tensor decode(KeyValueCache cache, int[] tokens, Scope step) {
    long[] positions = new long[tokens.length];
    long longest = 0;
    for (int slot = 0; slot < tokens.length; slot++) {
      positions[slot] = cache.length(slot);
      longest = Math.max(longest, positions[slot] + 1);
      if (positions[slot] >= cache.capacity()) {
        throw new IllegalStateException("slot " + slot + " of the cache is full");
      }
    }
    Tensor places = step.longs(positions, positions.length);
    Tensor states =
        weights.isQuantised()
            ? new LayerByLayer(this, step).decode(tokens, places, longest, cache)
            : decode(cache, ids(tokens, step), places, step.numbers(longest), step);
    cache.advance(tokens.length);
    return states;
  }

  private Tensor decode(
      KeyValueCache cache, Tensor tokens, Tensor places, Tensor longest, Scope step) {
    return step.callForOne(
        "decode",
        tokens,
        places,
        longest,
        weights.table(),
        weights.norm(),
        weights.flatLayers(),
        adapter.tensors(),
        adapter.scales(),
        constants.kinds(),
        constants.thetas(),
        constants.dtype(),
        cache.keys(),
        cache.values());
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
