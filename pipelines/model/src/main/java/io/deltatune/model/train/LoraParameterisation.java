package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Adapter.LowRank;
import io.deltatune.model.gemma3.Adapter.Place;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.train.FlatParameters.Group;
import io.deltatune.model.train.LoraPlan.Adapted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * LoRA (arXiv 2106.09685) and its variants: A and B of chosen projections, and the magnitudes where
 * there are some, are trained in float32; the model's own weights rest.
 */
public final class LoraParameterisation implements Parameterisation {
  /**
   * Plain LoRA of one rank in every layer.
   *
   * @param rank the inner width
   * @param alpha the scaling is alpha / rank
   * @param targets the adapted projections of every layer
   */
  public record Settings(int rank, double alpha, Set<Projection> targets) {
    public Settings {
      targets = Set.copyOf(targets);
    }

    private LoraPlan plan(Gemma3Model model) {
      return LoraPlan.uniform(model.config(), rank, alpha / rank, targets, LoraPlan.Variant.PLAIN);
    }
  }

  private final LoraPlan plan;
  private final long seed;
  private final FlatParameters parameters;
  private final Map<Place, LowRank> takenOff = new HashMap<>();

  private LoraParameterisation(LoraPlan plan, long seed, FlatParameters parameters) {
    this.plan = plan;
    this.seed = seed;
    this.parameters = parameters;
  }

  /** Adapts the model afresh by plain LoRA. */
  public static LoraParameterisation of(Gemma3Model model, Settings settings, long seed) {
    return of(model, settings.plan(model), LoraStart.UNIFORM, seed);
  }

  /**
   * Adapts the model afresh.
   *
   * @param seed of the first values and of dropout
   */
  public static LoraParameterisation of(
      Gemma3Model model, LoraPlan plan, LoraStart start, long seed) {
    return build(
        model, plan, adapted -> start.matrices(model, adapted, seed), start.isTakenOff(), seed);
  }

  /** Continues from given matrices of plain LoRA, which must be those of the settings. */
  public static LoraParameterisation from(
      Gemma3Model model, Settings settings, Map<Place, LowRank> matrices) {
    return from(model, settings.plan(model), matrices, false, 0);
  }

  /**
   * Continues from given matrices, which must be those of the plan.
   *
   * @param takenOff whether their product is taken off the weights, so that the model starts as if
   *     it had no adapter
   * @param seed of dropout
   */
  public static LoraParameterisation from(
      Gemma3Model model, LoraPlan plan, Map<Place, LowRank> matrices, boolean takenOff, long seed) {
    return build(
        model,
        plan,
        adapted -> {
          LowRank matrix = matrices.get(adapted.place());
          if (matrix == null || matrix.rank() != adapted.rank()) {
            throw new IllegalArgumentException("no matrices for " + adapted);
          }
          return matrix;
        },
        takenOff,
        seed);
  }

  private static LoraParameterisation build(
      Gemma3Model model,
      LoraPlan plan,
      Function<Adapted, LowRank> start,
      boolean takenOff,
      long seed) {
    FlatParameters parameters = layout(model, plan).allocate(model.scope());
    LoraParameterisation result = new LoraParameterisation(plan, seed, parameters);
    int next = 0;
    for (Adapted adapted : plan.adapted()) {
      LowRank first = start.apply(adapted);
      result.assign(model, next++, first.down());
      result.assign(model, next++, first.up());
      if (plan.variant().magnitudes()) {
        float[] known = first.magnitudes();
        result.assign(
            model, next++, known.length > 0 ? known : LoraStart.norms(model, adapted, first));
      }
      if (takenOff) {
        result.takenOff.put(adapted.place(), first);
      }
    }
    model.use(result.adapter(model));
    return result;
  }

  private static FlatParameters.Layout layout(Gemma3Model model, LoraPlan plan) {
    Group up = new Group(true, plan.variant().upRate());
    FlatParameters.Layout layout = new FlatParameters.Layout();
    for (int layer = 0; layer < model.config().layers(); layer++) {
      layout.layer();
      for (Adapted adapted : plan.adapted()) {
        if (adapted.place().layer() != layer) {
          continue;
        }
        String module = adapted.module();
        Projection projection = adapted.place().projection();
        long inputs = projection.inputs(model.config());
        long outputs = projection.outputs(model.config());
        long rank = adapted.rank();
        layout.add(module + ".lora_A.weight", List.of(rank, inputs), Group.USUAL);
        layout.add(module + ".lora_B.weight", List.of(outputs, rank), up);
        if (plan.variant().magnitudes()) {
          layout.add(module + ".lora_magnitude_vector", List.of(outputs), up);
        }
      }
    }
    return layout;
  }

  /** What the parameters are to the model: views of them, and what is taken off. */
  private Adapter adapter(Gemma3Model model) {
    Scope scope = model.scope();
    int projections = Projection.values().length;
    double[] scales = new double[model.config().layers() * projections];
    int width = !takenOff.isEmpty() ? 5 : plan.variant().magnitudes() ? 3 : 2;
    Tensor nothing = scope.none();
    List<Tensor> tensors = new ArrayList<>(Collections.nCopies(scales.length * width, nothing));
    int next = 0;
    for (Adapted adapted : plan.adapted()) {
      int place = adapted.place().layer() * projections + adapted.place().projection().index();
      scales[place] = adapted.scaling();
      for (int kind = 0; kind < perProjection(); kind++) {
        tensors.set(place * width + kind, parameters.views().get(next++));
      }
      LowRank constant = takenOff.get(adapted.place());
      if (constant != null) {
        long rank = adapted.rank();
        tensors.set(
            place * width + 3, scope.floats(constant.down(), rank, constant.down().length / rank));
        tensors.set(
            place * width + 4, scope.floats(constant.up(), constant.up().length / rank, rank));
      }
    }
    return Adapter.of(tensors, scales, Adapter.Third.MAGNITUDES, scope);
  }

  private int perProjection() {
    return plan.variant().magnitudes() ? 3 : 2;
  }

  private void assign(Gemma3Model model, int part, float[] values) {
    long[] shape =
        parameters.parts().get(part).shape().stream().mapToLong(Long::longValue).toArray();
    try (Scope copying = model.newScope()) {
      copying.callForOne("assign", parameters.views().get(part), copying.floats(values, shape));
    }
  }

  /**
   * The matrices as they are now, by place, in the order of layers and projections. Where a start
   * is taken off, they are those of an equal adapter of twice the rank beside the unchanged
   * weights.
   */
  public Map<Place, LowRank> matrices() {
    Map<Place, LowRank> matrices = new LinkedHashMap<>();
    int next = 0;
    for (Adapted adapted : plan.adapted()) {
      float[] down = parameters.views().get(next++).floats();
      float[] up = parameters.views().get(next++).floats();
      float[] magnitudes =
          plan.variant().magnitudes() ? parameters.views().get(next++).floats() : new float[0];
      LowRank matrix = new LowRank(adapted.rank(), adapted.scaling(), down, up, magnitudes);
      LowRank constant = takenOff.get(adapted.place());
      matrices.put(adapted.place(), constant == null ? matrix : LoraStart.less(matrix, constant));
    }
    return matrices;
  }

  /** How the model is adapted. */
  public LoraPlan plan() {
    return plan;
  }

  /** Whether the matrices that were the start are taken off. */
  public boolean isStartTakenOff() {
    return !takenOff.isEmpty();
  }

  /** The first matrices, where they are taken off. */
  public Map<Place, LowRank> start() {
    return Map.copyOf(takenOff);
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
  public Optional<Dropout> dropout() {
    double probability = plan.variant().dropout();
    return probability > 0 ? Optional.of(new Dropout(probability, seed)) : Optional.empty();
  }

  @Override
  public String label() {
    return "lora";
  }
}
