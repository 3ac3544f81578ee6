package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Adapter.LowRank;
import io.deltatune.model.gemma3.Adapter.Place;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * LoRA (arXiv 2106.09685): A and B of chosen projections are trained in float32, the model's own
 * weights rest.
 */
public final class LoraParameterisation implements Parameterisation {
  /**
   * Which projections, and how.
   *
   * @param rank the inner width
   * @param alpha the scaling is alpha / rank
   * @param targets the adapted projections of every layer
   */
  public record Settings(int rank, double alpha, Set<Projection> targets) {
    /**
     * @throws IllegalArgumentException if nothing could be trained
     */
    public Settings {
      targets = Set.copyOf(targets);
      if (rank < 1 || targets.isEmpty()) {
        throw new IllegalArgumentException("rank " + rank + " on " + targets);
      }
    }

    /** The factor on B A. */
    public double scaling() {
      return alpha / rank;
    }
  }

  private final Gemma3Config config;
  private final Settings settings;
  private final FlatParameters parameters;

  private LoraParameterisation(Gemma3Config config, Settings settings, FlatParameters parameters) {
    this.config = config;
    this.settings = settings;
    this.parameters = parameters;
  }

  /**
   * Adapts the model afresh: A uniform in the bounds of PEFT's {@code kaiming_uniform(a = sqrt 5)},
   * that is 1 / sqrt(in), B zero. Each A has its own stream, so that values do not depend on order.
   */
  public static LoraParameterisation of(Gemma3Model model, Settings settings, long seed) {
    LoraParameterisation result = empty(model, settings);
    for (int i = 0; i < result.parameters.parts().size(); i += 2) {
      FlatParameters.Part part = result.parameters.parts().get(i);
      result.assign(model, i, initial(part, seed));
    }
    return result;
  }

  /** Continues from given matrices, which must be those of the settings. */
  public static LoraParameterisation from(
      Gemma3Model model, Settings settings, Map<Place, LowRank> matrices) {
    LoraParameterisation result = empty(model, settings);
    int next = 0;
    for (Place place : result.places()) {
      LowRank matrix = matrices.get(place);
      if (matrix == null || matrix.rank() != settings.rank()) {
        throw new IllegalArgumentException(
            "no matrices of rank " + settings.rank() + " at " + place);
      }
      result.assign(model, next++, matrix.down());
      result.assign(model, next++, matrix.up());
    }
    return result;
  }

  private static LoraParameterisation empty(Gemma3Model model, Settings settings) {
    Gemma3Config config = model.config();
    FlatParameters.Layout layout = new FlatParameters.Layout();
    long rank = settings.rank();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        if (settings.targets().contains(projection)) {
          String module = projection.module(layer);
          layout.add(
              module + ".lora_A.weight", List.of(rank, (long) projection.inputs(config)), true);
          layout.add(
              module + ".lora_B.weight", List.of((long) projection.outputs(config), rank), true);
        }
      }
    }
    LoraParameterisation result =
        new LoraParameterisation(config, settings, layout.allocate(model.scope()));
    model.use(result.adapter(model.scope()));
    return result;
  }

  private Adapter adapter(Scope scope) {
    int projections = Projection.values().length;
    double[] scales = new double[config.layers() * projections];
    Tensor nothing = scope.none();
    List<Tensor> tensors = new ArrayList<>();
    int next = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        if (settings.targets().contains(projection)) {
          scales[tensors.size() / 2] = settings.scaling();
          tensors.add(parameters.views().get(next++));
          tensors.add(parameters.views().get(next++));
        } else {
          Collections.addAll(tensors, nothing, nothing);
        }
      }
    }
    return Adapter.of(tensors, scales, scope);
  }

  private void assign(Gemma3Model model, int part, float[] values) {
    long[] shape =
        parameters.parts().get(part).shape().stream().mapToLong(Long::longValue).toArray();
    try (Scope copying = model.newScope()) {
      copying.callForOne("assign", parameters.views().get(part), copying.floats(values, shape));
    }
  }

  private static float[] initial(FlatParameters.Part part, long seed) {
    Random random = new Random(seed * 1_000_003L + part.name().hashCode());
    float bound = (float) (1 / Math.sqrt(part.shape().get(1)));
    float[] values = new float[Math.toIntExact(part.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (2 * random.nextFloat() - 1) * bound;
    }
    return values;
  }

  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        if (settings.targets().contains(projection)) {
          places.add(new Place(layer, projection));
        }
      }
    }
    return places;
  }

  /** The matrices as they are now, by place, in the order of layers and projections. */
  public Map<Place, LowRank> matrices() {
    Map<Place, LowRank> matrices = new LinkedHashMap<>();
    int next = 0;
    for (Place place : places()) {
      float[] down = parameters.views().get(next++).floats();
      float[] up = parameters.views().get(next++).floats();
      matrices.put(place, new LowRank(settings.rank(), settings.scaling(), down, up));
    }
    return matrices;
  }

  /** How the model is adapted. */
  public Settings settings() {
    return settings;
  }

  @Override
  public FlatParameters parameters() {
    return parameters;
  }

  @Override
  public boolean trainsWeights() {
    return false;
  }

  @Override
  public int firstPart(int layer) {
    return layer * settings.targets().size() * 2;
  }

  @Override
  public String label() {
    return "lora";
  }
}
