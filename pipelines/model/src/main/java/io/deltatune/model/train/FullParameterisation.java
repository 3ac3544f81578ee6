package io.deltatune.model.train;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Gemma3Weights;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.gemma3.WeightNames.Named;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.train.FlatParameters.Group;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every weight is trained. The model's weights become views of the float32 masters and are
 * converted to the computing precision where they are used.
 */
public final class FullParameterisation implements Parameterisation {
  private final FlatParameters parameters;

  private FullParameterisation(FlatParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * Moves the model's weights into masters, which the model then uses itself.
   *
   * @throws UserError if the weights are 4-bit codes
   */
  public static FullParameterisation of(Gemma3Model model) {
    if (model.weights().isQuantised()) {
      throw new UserError(
          ErrorCode.CONFIG,
          "all weights are to be trained, but the model is quantised",
          "4-bit codes have no gradient; an adapter beside them has",
          "give the recipe an adapter, or take the unquantised model");
    }
    Gemma3Config config = model.config();
    FlatParameters.Layout layout = new FlatParameters.Layout();
    for (int layer = 0; layer < config.layers(); layer++) {
      layout.layer();
      WeightNames.ofLayer(config, layer).forEach(named -> add(layout, named));
    }
    layout.outside();
    WeightNames.outside(config).forEach(named -> add(layout, named));
    FlatParameters parameters = layout.allocate(model.scope());
    Map<String, Tensor> old = model.weights().named(config);
    Map<String, Tensor> views = new HashMap<>();
    for (int i = 0; i < parameters.parts().size(); i++) {
      String name = parameters.parts().get(i).name();
      views.put(name, parameters.views().get(i));
      try (Scope copying = model.newScope()) {
        copying.callForOne("assign", views.get(name), old.get(name));
      }
      old.get(name).close();
    }
    model.use(Gemma3Weights.assemble(config, named -> views.get(named.name())));
    return new FullParameterisation(parameters);
  }

  private static void add(FlatParameters.Layout layout, Named named) {
    layout.add(named.name(), named.shape(), named.isNorm() ? Group.UNDECAYED : Group.USUAL);
  }

  @Override
  public FlatParameters parameters() {
    return parameters;
  }

  @Override
  public boolean trainsWeights() {
    return true;
  }

  @Override
  public String label() {
    return "full";
  }

  /** The weights in bf16 by the checkpoint's names, as they are now. */
  public Map<String, TensorContent> contents() {
    Map<String, TensorContent> tensors = new LinkedHashMap<>();
    List<FlatParameters.Part> parts = parameters.parts();
    for (int i = 0; i < parts.size(); i++) {
      tensors.put(
          parts.get(i).name(),
          TensorContent.ofFloatsAsBf16(parameters.views().get(i).floats(), parts.get(i).shape()));
    }
    return tensors;
  }
}
