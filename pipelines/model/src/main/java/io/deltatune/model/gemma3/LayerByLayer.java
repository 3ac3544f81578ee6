package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.List;

/**
 * The whole model's forward passes, a call for each layer: for weights of which only one layer at a
 * time stands unquantised.
 */
final class LayerByLayer {
  private final Gemma3Model model;
  private final Gemma3Config config;
  private final Gemma3Weights weights;
  private final Adapter adapter;
  private final Scope step;

  LayerByLayer(Gemma3Model model, Scope step) {
    this.model = model;
    this.config = model.config();
    this.weights = model.weights();
    this.adapter = model.adapter();
    this.step = step;
  }

  /** As {@code forward} of the text. */
  Tensor forward(
      int[] tokens,
      Attention attention,
      int[] rows,
      long[] spans,
      List<Tensor> keys,
      List<Tensor> values) {
    List<Tensor> rotaries = model.rotaries(attention.positions(), step);
    Tensor wanted = Gemma3Model.ids(rows, step);
    Tensor kept = step.numbers(spans);
    Tensor hidden = embedded(tokens);
    for (int layer = 0; layer < config.layers(); layer++) {
      boolean slides = config.slidingLayers().get(layer);
      int cache = Math.min(layer, keys.size() - 1);
      Tensor next =
          step.callForOne(
              "forward_alone",
              hidden,
              wanted,
              step.numbers(layer == config.layers() - 1 ? 1 : 0),
              kept,
              weights.layer(layer),
              adapter.layer(layer),
              adapter.scales(layer),
              slides ? rotaries.subList(0, 2) : rotaries.subList(2, 4),
              attention.of(slides).blocks(),
              attention.of(slides).masks(),
              keys.get(cache),
              values.get(cache));
      hidden.close();
      hidden = next;
    }
    return step.callForOne("norm", hidden, weights.norm());
  }

  /** As {@code decode} of the text. */
  Tensor decode(int[] tokens, Tensor positions, long longest, KeyValueCache cache) {
    List<Tensor> rotaries = model.rotaries(positions, step);
    Tensor places = step.numbers(longest);
    Tensor hidden = embedded(tokens);
    for (int layer = 0; layer < config.layers(); layer++) {
      boolean slides = config.slidingLayers().get(layer);
      Tensor next =
          step.callForOne(
              "decode_alone",
              hidden,
              positions,
              places,
              step.numbers(slides ? 0 : 1),
              weights.layer(layer),
              adapter.layer(layer),
              adapter.scales(layer),
              slides ? rotaries.subList(0, 2) : rotaries.subList(2, 4),
              cache.keys().get(layer),
              cache.values().get(layer));
      hidden.close();
      hidden = next;
    }
    return step.callForOne("norm", hidden, weights.norm());
  }

  private Tensor embedded(int[] tokens) {
    return model.embedded(Gemma3Model.ids(tokens, step), adapter, step);
  }
}
