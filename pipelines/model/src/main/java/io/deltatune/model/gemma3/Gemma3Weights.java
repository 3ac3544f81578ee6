package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.engine.WeightFile;
import io.deltatune.model.gemma3.WeightNames.Named;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * A model's tensors, in the scope that loaded them.
 *
 * @param layers for each layer its tensors in the order of {@link WeightNames#ofLayer}; where they
 *     are quantised their values are those of one layer, see {@link #layer}
 * @param norm the final norm
 * @param table the embedding
 * @param head the head; the same tensor as the table where it is tied
 * @param quantised the codes of the layers' projections, where they are quantised
 */
public record Gemma3Weights(
    List<List<Tensor>> layers,
    Tensor norm,
    Tensor table,
    Tensor head,
    Optional<QuantisedLayers> quantised) {
  public Gemma3Weights {
    layers = List.copyOf(layers);
  }

  /** Whether projections are held as 4-bit codes. */
  public boolean isQuantised() {
    return quantised.isPresent();
  }

  /** The tensors of a layer; where they are quantised, only until the next layer is asked for. */
  public List<Tensor> layer(int number) {
    quantised.ifPresent(codes -> codes.use(number));
    return layers.get(number);
  }

  /**
   * All layers' tensors, one behind the other.
   *
   * @throws IllegalStateException if they are quantised
   */
  public List<Tensor> flatLayers() {
    if (isQuantised()) {
      throw new IllegalStateException("quantised layers are used one at a time");
    }
    return layers.stream().flatMap(List::stream).toList();
  }

  /** The tensors under their names, in the order of {@link WeightNames#all}. */
  public Map<String, Tensor> named(Gemma3Config config) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      List<Named> names = WeightNames.ofLayer(config, layer);
      for (int i = 0; i < names.size(); i++) {
        named.put(names.get(i).name(), layers.get(layer).get(i));
      }
    }
    named.put(WeightNames.NORM, norm);
    named.put(WeightNames.TABLE, table);
    if (!config.tiedHead()) {
      named.put(WeightNames.HEAD, head);
    }
    return named;
  }

  /** Puts the tensors together, each made by a function of its name and shape. */
  public static Gemma3Weights assemble(Gemma3Config config, Function<Named, Tensor> source) {
    List<List<Tensor>> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(WeightNames.ofLayer(config, layer).stream().map(source).toList());
    }
    Map<String, Tensor> outside = new HashMap<>();
    for (Named named : WeightNames.outside(config)) {
      outside.put(named.name(), source.apply(named));
    }
    Tensor table = outside.get(WeightNames.TABLE);
    return new Gemma3Weights(
        layers,
        outside.get(WeightNames.NORM),
        table,
        outside.getOrDefault(WeightNames.HEAD, table),
        Optional.empty());
  }

  /**
   * A fresh model, float32: matrices as in transformers, normal with the configuration's standard
   * deviation; norms zero, but for the two that close a layer's halves.
   *
   * @param closingNorm the weight of the norms after attention and feed-forward: 0 as in
   *     transformers, or -0.7, say, so that at first each half adds only 0.3 of unit size
   */
  public static Gemma3Weights random(
      Gemma3Config config, double closingNorm, long seed, Scope scope) {
    return assemble(
        config,
        named -> {
          long[] shape = named.shape().stream().mapToLong(Long::longValue).toArray();
          return scope.floats(initialValues(config, named, closingNorm, seed), shape);
        });
  }

  /** Each tensor has its own stream of random numbers, so that values do not depend on order. */
  private static float[] initialValues(
      Gemma3Config config, Named named, double closingNorm, long seed) {
    float[] values = new float[Math.toIntExact(named.size())];
    if (named.isClosingNorm()) {
      Arrays.fill(values, (float) closingNorm);
    } else if (!named.isNorm()) {
      Random random = new Random(seed * 1_000_003L + named.name().hashCode());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * config.initializerRange());
      }
    }
    return values;
  }

  /**
   * Loads a checkpoint. Of one that is quantised the projections stay 4-bit codes; of another they
   * become codes one by one where a quantiser is given.
   *
   * @param mapped true to leave the weights in the file and convert them where they are used, false
   *     to copy them once in the computing precision
   * @throws io.deltatune.core.error.UserError as {@link TextTensors#of}; if the checkpoint is
   *     quantised otherwise than asked for
   */
  public static Gemma3Weights load(
      Gemma3Config config,
      Path folder,
      Precision precision,
      boolean mapped,
      Optional<FourBitQuantiser> quantiser,
      Scope scope) {
    try (SafetensorsFolder files = SafetensorsFolder.open(folder);
        Scope reading = scope.child()) {
      TextTensors found = TextTensors.find(folder, config, files);
      FourBitSource codes = FourBitSource.of(folder, files, found, quantiser);
      QuantisedLayers quantised = new QuantisedLayers(config, precision, scope);
      Map<String, Tensor> maps = new HashMap<>();
      Tensor type = reading.numbers(precision.scalarType());
      Gemma3Weights weights =
          assemble(
              config,
              named -> {
                if (codes.isQuantised(named)) {
                  return quantised.add(named, codes.read(named, scope::memory));
                }
                TensorEntry entry = found.entries().get(named.name());
                if (!entry.isAligned()) {
                  return copied(files, entry, type, reading, scope);
                }
                Scope owner = mapped ? scope : reading;
                Tensor view = view(entry, maps, owner, scope);
                return mapped ? view : scope.callForOne("copy_to", view, type, scope.none());
              });
      return codes.isEmpty() ? weights : weights.with(quantised);
    }
  }

  private Gemma3Weights with(QuantisedLayers codes) {
    return new Gemma3Weights(layers, norm, table, head, Optional.of(codes));
  }

  /** A tensor that cannot be mapped since it begins in the middle of an element. */
  private static Tensor copied(
      SafetensorsFolder files, TensorEntry entry, Tensor type, Scope reading, Scope scope) {
    long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
    float[] values = files.file(entry.name()).floats(entry.name());
    try (Tensor wide = reading.floats(values, shape)) {
      return scope.callForOne("copy_to", wide, type, wide);
    }
  }

  private static Tensor view(
      TensorEntry entry, Map<String, Tensor> maps, Scope owner, Scope scope) {
    long end = entry.elementOffset() + entry.elements();
    String key = entry.file() + ":" + entry.type();
    Tensor flat =
        maps.computeIfAbsent(
            key,
            unused ->
                WeightFile.map(
                    entry.file(), entry.type().torchCode(), elementsOf(entry, end), owner));
    long[] layout = new long[entry.shape().size() + 1];
    layout[0] = entry.elementOffset();
    for (int i = 1; i < layout.length; i++) {
      layout[i] = entry.shape().get(i - 1);
    }
    try (Tensor numbers = scope.numbers(layout)) {
      return owner.callForOne("part", flat, numbers);
    }
  }

  private static long elementsOf(TensorEntry entry, long atLeast) {
    return Math.max(atLeast, entry.file().toFile().length() / entry.type().bytes());
  }
}
