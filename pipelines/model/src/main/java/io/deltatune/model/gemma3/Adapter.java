package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Low-rank adapters as the engine's text takes them.
 *
 * @param tensors A {@code [rank, in]} and B {@code [out, rank]} of the seven projections of every
 *     layer, one behind the other, without elements where a projection has none; or one tensor
 *     without elements: no adapter
 * @param scales the scalings, float64 {@code [layers, 7]}
 * @param layerScales views of the rows of {@code scales}
 */
public record Adapter(List<Tensor> tensors, Tensor scales, List<Tensor> layerScales) {
  /** The tensors of a layer: A and B of seven projections. */
  public static final int PER_LAYER = 14;

  public Adapter {
    tensors = List.copyOf(tensors);
    layerScales = List.copyOf(layerScales);
  }

  /**
   * Tensors that live in a scope, in the order of {@link #tensors}.
   *
   * @param scales {@code [layers, 7]} in row-major order
   */
  public static Adapter of(List<Tensor> tensors, double[] scales, Scope scope) {
    int projections = Projection.values().length;
    int layers = scales.length / projections;
    Tensor all = scope.settings(scales, layers, projections);
    List<Tensor> rows = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      try (Tensor number = scope.numbers(layer)) {
        rows.add(scope.callForOne("row", all, number));
      }
    }
    return new Adapter(tensors, all, rows);
  }

  /** The scalings of a layer, float64 {@code [7]}. */
  public Tensor scales(int layer) {
    return layerScales.get(layer);
  }

  /** Where a matrix belongs. */
  public record Place(int layer, Projection projection) {}

  /**
   * One adapted projection on the Java side.
   *
   * @param rank rows of A and columns of B
   * @param scaling the factor on B A, alpha / rank for plain LoRA
   * @param down A, {@code [rank, in]} in row-major order
   * @param up B, {@code [out, rank]} in row-major order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; matrices are not boxed
  public record LowRank(int rank, double scaling, float[] down, float[] up) {}

  /** No adapter at all. */
  public static Adapter none(Gemma3Config config, Scope scope) {
    double[] scales = new double[config.layers() * Projection.values().length];
    return of(List.of(scope.none()), scales, scope);
  }

  /** Uploads matrices in float32. */
  public static Adapter of(Gemma3Config config, Map<Place, LowRank> matrices, Scope scope) {
    if (matrices.isEmpty()) {
      return none(config, scope);
    }
    int projections = Projection.values().length;
    double[] scales = new double[config.layers() * projections];
    List<Tensor> tensors = new ArrayList<>();
    Tensor nothing = scope.none();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        LowRank matrix = matrices.get(new Place(layer, projection));
        if (matrix == null) {
          Collections.addAll(tensors, nothing, nothing);
        } else {
          scales[tensors.size() / 2] = matrix.scaling();
          tensors.add(scope.floats(matrix.down(), matrix.rank(), projection.inputs(config)));
          tensors.add(scope.floats(matrix.up(), projection.outputs(config), matrix.rank()));
        }
      }
    }
    return of(tensors, scales, scope);
  }

  /** The tensors of one layer, or the single one that stands for none. */
  public List<Tensor> layer(int layer) {
    if (tensors.size() == 1) {
      return tensors;
    }
    return tensors.subList(PER_LAYER * layer, PER_LAYER * (layer + 1));
  }
}
