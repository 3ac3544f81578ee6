package io.deltatune.model.generate;

import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.KeyValueCache;
import java.util.List;

/** A Gemma 3 model with a cache. */
final class ModelDecoder implements SlotDecoder {
  private final Gemma3Model model;
  private final KeyValueCache cache;
  private final TokenChooser chooser;

  ModelDecoder(Gemma3Model model, int slots, int capacity, GenerationSettings settings) {
    this.model = model;
    this.cache = model.newCache(slots, capacity);
    this.chooser = new TokenChooser(settings, new ModelHead(model));
  }

  /**
   * What answering takes beside the weights. A slot: its keys and values, and the attention's
   * scores. A row: its scores of the vocabulary, twice while they are put in order, where a draw
   * needs them, else a tile of them; and its activations. A prompt's token: its activations.
   */
  static MemoryPlan.Costs costs(Gemma3Model model, GenerationSettings settings) {
    Gemma3Config config = model.config();
    Precision precision = model.precision();
    int virtual = model.adapter().virtualTokens();
    long activations =
        Float.BYTES
            * (8L * config.hiddenSize()
                + 3L * config.intermediateSize()
                + 4L * config.heads() * config.headDimension());
    boolean tiled = settings.sampling().isGreedy() && !settings.sampling().hasPenalty();
    long scores = (tiled ? 8192L : config.vocabularySize()) * 2L * Float.BYTES;
    return new MemoryPlan.Costs() {
      @Override
      public long slot(int capacity) {
        int places = capacity + virtual;
        return KeyValueCache.bytesPerSlot(config, precision, places)
            + 2L * Float.BYTES * config.heads() * places;
      }

      @Override
      public long row() {
        return scores + (1 + virtual) * activations;
      }

      @Override
      public long token() {
        return activations;
      }
    };
  }

  private record ModelHead(Gemma3Model model) implements TokenChooser.Head {
    @Override
    public Tensor logits(Tensor states, Scope step) {
      return model.headLogits(states, step);
    }

    @Override
    public Chosen best(Tensor states, boolean withLogProbabilities, Scope step) {
      Gemma3Model.Choice choice = model.mostProbable(states, withLogProbabilities, step);
      return new Chosen(choice.tokens(), choice.logProbabilities());
    }
  }

  @Override
  public int slots() {
    return cache.slots();
  }

  @Override
  public Chosen read(int[] slots, List<Continuation> rows) {
    int[][] prompts = rows.stream().map(Continuation::prompt).toArray(int[][]::new);
    try (Scope step = model.newScope()) {
      return chooser.choose(model.prefill(cache, slots, prompts, step), rows, step);
    }
  }

  @Override
  public Chosen advance(List<Continuation> rows) {
    int[] tokens = rows.stream().mapToInt(Continuation::lastToken).toArray();
    try (Scope step = model.newScope()) {
      return chooser.choose(model.decode(cache, tokens, step), rows, step);
    }
  }

  @Override
  public void move(int from, int to) {
    cache.move(from, to);
  }

  @Override
  public void close() {
    cache.close();
  }
}
