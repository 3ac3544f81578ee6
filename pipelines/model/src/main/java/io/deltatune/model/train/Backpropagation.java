package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Attention;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Prompted;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.train.Objective.Share;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gradient of one micro-batch: forward layer by layer, the head and the objective, and back
 * layer by layer. Everything but the gradient is released before it returns.
 */
final class Backpropagation {
  private final Gemma3Model model;
  private final Gemma3Config config;
  private final Optional<Objective> objective;
  private final boolean trainsWeights;
  private final boolean keepActivations;
  private final Tensor gradient;
  private final List<Tensor> layerGradients = new ArrayList<>();
  private final Tensor normGradient;
  private final Tensor tableGradient;
  private final Tensor headGradient;
  private final Tensor promptGradient;
  private final Optional<Adapter> adapter;
  private final Optional<Dropout> dropout;

  /** The lowest layer that gradients are wanted of; those below it run forward only. */
  private final int lowest;

  /**
   * @param gradient flat and laid out like the parameters; every run overwrites it
   * @param keepActivations true to keep each layer's activations between the passes
   */
  Backpropagation(
      Gemma3Model model,
      Parameterisation parameterisation,
      Objective objective,
      Tensor gradient,
      boolean keepActivations) {
    this.model = model;
    this.config = model.config();
    this.objective = Optional.of(objective);
    this.gradient = gradient;
    // A graph that is kept would read the weights of the layer that came last.
    this.keepActivations = keepActivations && !model.weights().isQuantised();
    this.trainsWeights = parameterisation.trainsWeights();
    this.dropout = parameterisation.dropout();
    Scope scope = model.scope();
    FlatParameters parameters = parameterisation.parameters();
    for (int layer = 0; layer < config.layers(); layer++) {
      layerGradients.add(layerGradient(parameters.ofLayer(layer), scope));
    }
    Tensor nothing = scope.none();
    Map<String, Tensor> outside = new HashMap<>();
    for (FlatParameters.Part part : parameters.outside()) {
      outside.put(part.name(), FlatParameters.view(gradient, part, scope));
    }
    this.normGradient = outside.getOrDefault(WeightNames.NORM, nothing);
    this.tableGradient = outside.getOrDefault(WeightNames.TABLE, nothing);
    this.headGradient =
        config.tiedHead() ? tableGradient : outside.getOrDefault(WeightNames.HEAD, nothing);
    this.promptGradient = outside.getOrDefault(PromptParameterisation.NAME, nothing);
    this.lowest = trainsInput() ? 0 : lowest(parameters);
    this.adapter = Optional.empty();
  }

  /** Whether what goes into the first layer is trained. */
  private boolean trainsInput() {
    return trainsWeights || promptGradient.size() > 0;
  }

  private int lowest(FlatParameters parameters) {
    int layer = 0;
    while (layer < config.layers() && parameters.ofLayer(layer).isEmpty()) {
      layer++;
    }
    return layer;
  }

  /** For log-probabilities only. */
  private Backpropagation(Gemma3Model model, Optional<Adapter> adapter) {
    this.model = model;
    this.config = model.config();
    this.adapter = adapter;
    this.objective = Optional.empty();
    this.gradient = model.scope().none();
    this.keepActivations = false;
    this.trainsWeights = false;
    this.normGradient = gradient;
    this.tableGradient = gradient;
    this.headGradient = gradient;
    this.promptGradient = gradient;
    this.dropout = Optional.empty();
    this.lowest = 0;
  }

  /** Computes log-probabilities of the model as it is at each call, and no gradients. */
  static Backpropagation inferring(Gemma3Model model) {
    return new Backpropagation(model, Optional.empty());
  }

  /** The same, of the model without the adapter that it may have. */
  static Backpropagation withoutAdapter(Gemma3Model model) {
    Adapter none = Adapter.none(model.config(), model.scope());
    return new Backpropagation(model, Optional.of(none));
  }

  private Tensor layerGradient(List<FlatParameters.Part> parts, Scope scope) {
    if (parts.isEmpty()) {
      return scope.none();
    }
    FlatParameters.Part last = parts.get(parts.size() - 1);
    long offset = parts.get(0).offset();
    return FlatParameters.span(gradient, offset, last.offset() + last.size() - offset, scope);
  }

  /**
   * Overwrites the gradient.
   *
   * @param stepCount what the loss of the whole step is the mean over
   * @param moment when this is, for what is left out at random
   * @return the micro-batch's share in the step's loss
   */
  Share run(MicroBatch batch, long stepCount, Dropout.Moment moment) {
    try (Scope step = model.newScope()) {
      step.callForOne("fill_zero", gradient);
      if (batch.labels() == 0) {
        return new Share(0, new float[0], new MetricMeans());
      }
      Pass pass = new Pass(step, batch, dropout.map(chance -> scales(chance, moment, step)));
      pass.forward();
      Share share = pass.head(stepCount);
      pass.backward();
      return share;
    }
  }

  /** The adapter's scales of each layer with the masks of a moment. */
  private List<Tensor> scales(Dropout chance, Dropout.Moment moment, Scope step) {
    List<Tensor> scales = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      double[] numbers = {chance.probability(), chance.key(moment, layer)};
      scales.add(
          step.callForOne(
              "with_dropout", model.adapter().scales(layer), step.settings(numbers, 2)));
    }
    return scales;
  }

  /** The log-probabilities of a micro-batch's labelled tokens, no gradient. */
  float[] logProbabilities(MicroBatch batch) {
    return logProbabilities(batch, Optional.empty());
  }

  /**
   * The same.
   *
   * @param figures what else is told of the tokens is added to them
   */
  float[] logProbabilities(MicroBatch batch, Optional<MetricMeans> figures) {
    try (Scope step = model.newScope()) {
      Pass pass = new Pass(step, batch, Optional.empty());
      pass.infer();
      Tensor statistics =
          figures.isPresent() ? step.zeros(batch.labels(), TokenFigures.EACH) : step.none();
      float[] found = pass.logProbabilities(step.none(), statistics).floats();
      figures.ifPresent(into -> TokenFigures.add(batch, statistics.floats(), into));
      return found;
    }
  }

  /** One micro-batch on its way. */
  private final class Pass {
    private final Scope step;
    private final MicroBatch batch;
    private final Tensor tokens;
    private final Tensor rows;
    private final Tensor targets;
    private final List<Tensor> local;
    private final List<Tensor> global;
    private final Attention attention;
    private final Optional<List<Tensor>> dropping;
    private final List<List<Tensor>> kept = new ArrayList<>();
    private Tensor hidden;
    private Tensor back;

    /**
     * @param dropping an adapter's scales of each layer in place of its own
     */
    Pass(Scope step, MicroBatch batch, Optional<List<Tensor>> dropping) {
      this.step = step;
      this.batch = batch;
      this.dropping = dropping;
      Adapter used = used();
      Prompted all = Prompted.of(batch.tokens(), batch.visibility(), used.virtualTokens());
      this.tokens = Gemma3Model.ids(all.tokens(), step);
      long[] places = Arrays.stream(batch.rows()).map(row -> all.places()[(int) row]).toArray();
      this.rows = step.longs(places, batch.labels());
      this.targets = step.longs(batch.targets(), batch.labels());
      this.attention = model.attention(all.visibility(), step);
      List<Tensor> rotaries = model.rotaries(attention.positions(), step);
      this.local = rotaries.subList(0, 2);
      this.global = rotaries.subList(2, 4);
      this.hidden = model.embedded(tokens, used, step);
    }

    private Adapter used() {
      return adapter.orElseGet(model::adapter);
    }

    void infer() {
      below(config.layers());
    }

    /** Computes the layers below one, of which nothing is kept. */
    private void below(int end) {
      for (int layer = 0; layer < end; layer++) {
        Tensor next = step.callForOne("layer", arguments(layer));
        hidden.close();
        hidden = next;
      }
    }

    void forward() {
      below(lowest);
      for (int layer = lowest; layer < config.layers(); layer++) {
        if (keepActivations) {
          List<Tensor> tied = step.call("layer_kept", arguments(layer, wanted(layer)));
          kept.add(tied);
          hidden = tied.get(0);
        } else {
          kept.add(List.of(hidden));
          hidden = step.callForOne("layer_output", arguments(layer, wanted(layer)));
        }
      }
    }

    Share head(long stepCount) {
      Tensor statistics = step.zeros(batch.labels(), TokenFigures.EACH);
      Share share = share(stepCount, statistics);
      TokenFigures.add(batch, statistics.floats(), share.metrics());
      return share;
    }

    private Share share(long stepCount, Tensor statistics) {
      Optional<float[]> constant = learnt().constantDerivatives(batch, stepCount);
      if (constant.isPresent()) {
        return share(derive(constant.get(), step.none(), statistics), stepCount);
      }
      Tensor carried =
          headGradient.size() == 0
              ? step.zeros(batch.labels(), config.hiddenSize())
              : step.zeros(batch.labels());
      Share share = share(logProbabilities(carried, statistics), stepCount);
      derive(share.derivatives(), carried, step.none());
      return share;
    }

    /** Takes the gradient of the hidden states; returns the log-probabilities if none are known. */
    private Tensor derive(float[] derivatives, Tensor carried, Tensor statistics) {
      List<Tensor> results =
          step.call(
              "head_gradients",
              hidden,
              rows,
              targets,
              step.floats(derivatives, derivatives.length),
              model.weights().norm(),
              model.weights().head(),
              normGradient,
              headGradient,
              carried,
              statistics);
      back = results.get(1);
      return results.get(0);
    }

    private Share share(Tensor logProbabilities, long stepCount) {
      return learnt().share(batch, logProbabilities.floats(), stepCount);
    }

    private Objective learnt() {
      return objective.orElseThrow();
    }

    Tensor logProbabilities(Tensor carried, Tensor statistics) {
      return step.callForOne(
          "head_log_probabilities",
          hidden,
          rows,
          targets,
          model.weights().norm(),
          model.weights().head(),
          carried,
          statistics);
    }

    void backward() {
      for (int layer = config.layers() - 1; layer >= lowest; layer--) {
        Tensor next;
        List<Tensor> known = kept.get(layer - lowest);
        if (keepActivations) {
          next = step.callForOne("layer_kept_gradients", known, back, layerGradients.get(layer));
        } else {
          hidden = known.get(0);
          next =
              step.callForOne(
                  "layer_gradients",
                  arguments(layer, wanted(layer), back, layerGradients.get(layer)));
        }
        back.close();
        known.forEach(Tensor::close);
        back = next;
      }
      if (trainsWeights) {
        step.callForOne("embed_gradients", tokens, back, tableGradient, model.dtype());
      }
      if (promptGradient.size() > 0) {
        step.callForOne("prompt_gradients", tokens, back, promptGradient);
      }
    }

    /** Whether the layer's weights are trained, and whether its input's gradient is wanted. */
    private Tensor wanted(int layer) {
      long weights = trainsWeights ? 1 : 0;
      return step.longs(new long[] {weights, trainsInput() || layer > lowest ? 1 : 0}, 2);
    }

    private Object[] arguments(int layer, Tensor... more) {
      boolean sliding = config.slidingLayers().get(layer);
      List<Object> arguments = new ArrayList<>();
      arguments.add(hidden);
      arguments.add(model.weights().layer(layer));
      Adapter used = used();
      arguments.add(used.layer(layer));
      arguments.add(dropping.isPresent() ? dropping.get().get(layer) : used.scales(layer));
      arguments.add(sliding ? local : global);
      arguments.add(attention.of(sliding).blocks());
      arguments.add(attention.of(sliding).masks());
      arguments.addAll(List.of(more));
      return arguments.toArray();
    }
  }
}
