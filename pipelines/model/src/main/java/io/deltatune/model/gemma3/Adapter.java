package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An adapter as the engine's text takes it: low-rank matrices, or a prompt of virtual tokens.
 *
 * @param tensors of the seven projections of every layer one behind the other, each with as many: A
 *     {@code [rank, in]} and B {@code [out, rank]}; the magnitudes {@code [out]} where there are
 *     some; another A and B, which are taken off, where there are some. Without elements where a
 *     projection has none; or one tensor without elements: no adapter
 * @param scales float64 {@code [layers, 10]}: the scalings, and what the text says of the others
 * @param layerScales views of the rows of {@code scales}
 * @param prompt what stands before each sequence, {@code [virtual tokens, hidden]}; without
 *     elements where nothing does
 */
public record Adapter(
    List<Tensor> tensors, Tensor scales, List<Tensor> layerScales, Tensor prompt) {
  private static final int PROJECTIONS = Projection.values().length;
  private static final int SETTINGS = PROJECTIONS + 3;
  private static final int GAINS = PROJECTIONS + 2;

  public Adapter {
    tensors = List.copyOf(tensors);
    layerScales = List.copyOf(layerScales);
  }

  /** What the third of a projection's tensors is. */
  public enum Third {
    /** Magnitudes; the norms that they replace are computed whenever they are used. */
    MAGNITUDES,
    /** Magnitudes by the norms. */
    GAINS
  }

  /**
   * Tensors that live in a scope, in the order of {@link #tensors}.
   *
   * @param scales {@code [layers, 7]} in row-major order
   */
  public static Adapter of(List<Tensor> tensors, double[] scales, Third third, Scope scope) {
    int layers = scales.length / PROJECTIONS;
    double[] settings = new double[layers * SETTINGS];
    for (int layer = 0; layer < layers; layer++) {
      System.arraycopy(scales, layer * PROJECTIONS, settings, layer * SETTINGS, PROJECTIONS);
      settings[layer * SETTINGS + GAINS] = third == Third.GAINS ? 1 : 0;
    }
    Tensor all = scope.settings(settings, layers, SETTINGS);
    List<Tensor> rows = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      try (Tensor number = scope.numbers(layer)) {
        rows.add(scope.callForOne("row", all, number));
      }
    }
    return new Adapter(tensors, all, rows, scope.none());
  }

  /**
   * A prompt and nothing else (arXiv 2104.08691).
   *
   * @param prompt {@code [virtual tokens, hidden]}, of the scope
   */
  public static Adapter ofPrompt(Tensor prompt, Gemma3Config config, Scope scope) {
    Adapter none = none(config, scope);
    return new Adapter(none.tensors, none.scales, none.layerScales, prompt);
  }

  /** How many virtual tokens stand before each sequence. */
  public int virtualTokens() {
    return prompt.size() == 0 ? 0 : Math.toIntExact(prompt.shape()[0]);
  }

  /** The scalings of a layer and the text's other numbers, float64 {@code [10]}. */
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
   * @param magnitudes the norms that the rows of W + scaling B A are brought to (DoRA, arXiv
   *     2402.09353), {@code [out]}; empty for plain LoRA
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; matrices are not boxed
  public record LowRank(int rank, double scaling, float[] down, float[] up, float[] magnitudes) {
    /** Of plain LoRA. */
    public LowRank(int rank, double scaling, float[] down, float[] up) {
      this(rank, scaling, down, up, new float[0]);
    }

    /** Whether rows are brought to magnitudes. */
    public boolean hasMagnitudes() {
      return magnitudes.length > 0;
    }
  }

  /** No adapter at all. */
  public static Adapter none(Gemma3Config config, Scope scope) {
    double[] scales = new double[config.layers() * PROJECTIONS];
    return of(List.of(scope.none()), scales, Third.MAGNITUDES, scope);
  }

  /** Uploads matrices in float32, as they are to be used beside weights that rest. */
  static Adapter of(
      Gemma3Config config, Map<Place, LowRank> matrices, Gemma3Weights weights, Scope scope) {
    if (matrices.isEmpty()) {
      return none(config, scope);
    }
    boolean withMagnitudes = matrices.values().stream().anyMatch(LowRank::hasMagnitudes);
    double[] scales = new double[config.layers() * PROJECTIONS];
    List<Tensor> tensors = new ArrayList<>();
    Tensor nothing = scope.none();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        LowRank matrix = matrices.get(new Place(layer, projection));
        List<Tensor> uploaded = new ArrayList<>();
        if (matrix != null) {
          scales[layer * PROJECTIONS + projection.index()] = matrix.scaling();
          uploaded.add(scope.floats(matrix.down(), matrix.rank(), projection.inputs(config)));
          uploaded.add(scope.floats(matrix.up(), projection.outputs(config), matrix.rank()));
          if (matrix.hasMagnitudes()) {
            Tensor weight = weights.layer(layer).get(projection.index());
            uploaded.add(gains(matrix, uploaded.get(0), uploaded.get(1), weight, scope));
          }
        }
        while (uploaded.size() < (withMagnitudes ? 3 : 2)) {
          uploaded.add(nothing);
        }
        tensors.addAll(uploaded);
      }
    }
    return of(tensors, scales, Third.GAINS, scope);
  }

  private static Tensor gains(LowRank matrix, Tensor down, Tensor up, Tensor weight, Scope scope) {
    try (Scope inner = scope.child()) {
      Tensor scale = inner.settings(new double[] {matrix.scaling()}, 1);
      float[] gains = inner.callForOne("row_norms", weight, down, up, scale).floats();
      for (int i = 0; i < gains.length; i++) {
        gains[i] = matrix.magnitudes()[i] / gains[i];
      }
      return scope.floats(gains, gains.length);
    }
  }

  /** The tensors of one layer, or the single one that stands for none. */
  public List<Tensor> layer(int layer) {
    if (tensors.size() == 1) {
      return tensors;
    }
    int count = tensors.size() / layerScales.size();
    return tensors.subList(count * layer, count * (layer + 1));
  }
}
