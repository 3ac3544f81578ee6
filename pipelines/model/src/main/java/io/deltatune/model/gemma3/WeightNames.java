package io.deltatune.model.gemma3;

import java.util.ArrayList;
import java.util.List;

/** The Hugging Face names and shapes of a Gemma 3 text model's tensors. */
public final class WeightNames {
  /** The embedding table, and the head where that is tied. */
  public static final String TABLE = "model.embed_tokens.weight";

  /** The norm before the head. */
  public static final String NORM = "model.norm.weight";

  /** The head, where it is not tied. */
  public static final String HEAD = "lm_head.weight";

  /** The number of tensors of a layer. */
  public static final int PER_LAYER = 13;

  private static final List<String> NORMS =
      List.of(
          "input_layernorm",
          "self_attn.q_norm",
          "self_attn.k_norm",
          "post_attention_layernorm",
          "pre_feedforward_layernorm",
          "post_feedforward_layernorm");

  /**
   * A tensor's name and shape.
   *
   * @param name as in a Hugging Face checkpoint
   * @param shape outermost dimension first
   */
  public record Named(String name, List<Long> shape) {
    public Named {
      shape = List.copyOf(shape);
    }

    /** The number of elements. */
    public long size() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Whether this is the norm that closes a layer's attention or feed-forward. */
    public boolean isClosingNorm() {
      return name.contains(".post_attention_") || name.contains(".post_feedforward_");
    }

    /** Whether this is one of a layer's seven projections. */
    public boolean isProjection() {
      return name.endsWith("_proj.weight");
    }

    /** Whether this is a norm's weight, which starts at zero and is not decayed. */
    public boolean isNorm() {
      return shape.size() == 1;
    }
  }

  private WeightNames() {}

  /** A layer's tensors in the order of the engine's text: seven projections, six norms. */
  public static List<Named> ofLayer(Gemma3Config config, int layer) {
    List<Named> names = new ArrayList<>();
    for (Projection projection : Projection.values()) {
      names.add(
          new Named(
              projection.module(layer) + ".weight",
              List.of((long) projection.outputs(config), (long) projection.inputs(config))));
    }
    for (String norm : NORMS) {
      boolean perHead = norm.startsWith("self_attn");
      long size = perHead ? config.headDimension() : config.hiddenSize();
      names.add(new Named("model.layers." + layer + "." + norm + ".weight", List.of(size)));
    }
    return names;
  }

  /** The tensors outside the layers: final norm, table, and the head where it is not tied. */
  public static List<Named> outside(Gemma3Config config) {
    List<Long> table = List.of((long) config.vocabularySize(), (long) config.hiddenSize());
    List<Named> names = new ArrayList<>();
    names.add(new Named(NORM, List.of((long) config.hiddenSize())));
    names.add(new Named(TABLE, table));
    if (!config.tiedHead()) {
      names.add(new Named(HEAD, table));
    }
    return names;
  }

  /** All tensors: the layers' in their order, then those outside. */
  public static List<Named> all(Gemma3Config config) {
    List<Named> names = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      names.addAll(ofLayer(config, layer));
    }
    names.addAll(outside(config));
    return names;
  }
}
