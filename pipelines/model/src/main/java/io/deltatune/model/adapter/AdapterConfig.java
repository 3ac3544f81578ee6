package io.deltatune.model.adapter;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code adapter_config.json} says about a LoRA adapter.
 *
 * @param rank the rank of its matrices
 * @param alpha the numerator of the scale
 * @param rankStabilised whether the scale is alpha / sqrt(rank) instead of alpha / rank
 * @param dropout the dropout it was trained with
 * @param targets the projections that have matrices: {@code q_proj} for that of every layer, or a
 *     module by its whole name
 * @param baseModel name or path of the base model, for people; may be empty
 * @param shape what is not the same everywhere, and the magnitudes
 */
public record AdapterConfig(
    int rank,
    double alpha,
    boolean rankStabilised,
    double dropout,
    List<String> targets,
    String baseModel,
    Shape shape) {
  /**
   * What plain adapters do not have.
   *
   * @param magnitudes whether the rows' norms are part of it (DoRA)
   * @param layers the layers that the targets are meant of; none for all
   * @param ranks other ranks by the end of a module's path, the first that fits counting
   * @param alphas other alphas likewise
   */
  public record Shape(
      boolean magnitudes,
      List<Integer> layers,
      Map<String, Integer> ranks,
      Map<String, Double> alphas) {
    /** Of the same matrices everywhere, without magnitudes. */
    public static final Shape PLAIN = new Shape(false, List.of(), Map.of(), Map.of());

    public Shape {
      layers = layers.stream().sorted().toList();
      ranks = Collections.unmodifiableMap(new LinkedHashMap<>(ranks));
      alphas = Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
    }
  }

  public AdapterConfig {
    targets = targets.stream().sorted().toList();
  }

  /** Of a plain adapter. */
  public AdapterConfig(
      int rank,
      double alpha,
      boolean rankStabilised,
      double dropout,
      List<String> targets,
      String baseModel) {
    this(rank, alpha, rankStabilised, dropout, targets, baseModel, Shape.PLAIN);
  }

  AdapterConfig withTargets(List<String> names) {
    return new AdapterConfig(rank, alpha, rankStabilised, dropout, names, baseModel, shape);
  }

  /** The factor before B A x where no pattern says otherwise. */
  public double scale() {
    return scale(alpha, rank);
  }

  /** The rank of a module, {@code model.layers.5.mlp.up_proj}. */
  public int rank(String module) {
    return named(shape.ranks(), module, rank);
  }

  /** The factor before B A x of a module. */
  public double scale(String module) {
    return scale(alpha(module), rank(module));
  }

  private double alpha(String module) {
    return named(shape.alphas(), module, alpha);
  }

  /**
   * The same with patterns that name each module of those given that differs from the others, so
   * that the order of patterns has no meaning.
   */
  AdapterConfig spelledOut(Collection<String> modules) {
    Map<String, Integer> ranks = new TreeMap<>();
    Map<String, Double> alphas = new TreeMap<>();
    for (String module : modules) {
      String name = module.replaceFirst("^model\\.", "");
      if (rank(module) != rank) {
        ranks.put(name, rank(module));
      }
      if (alpha(module) != alpha) {
        alphas.put(name, alpha(module));
      }
    }
    Shape spelled = new Shape(shape.magnitudes(), shape.layers(), ranks, alphas);
    return new AdapterConfig(rank, alpha, rankStabilised, dropout, targets, baseModel, spelled);
  }

  private double scale(double numerator, int width) {
    return numerator / (rankStabilised ? Math.sqrt(width) : width);
  }

  private static <T> T named(Map<String, T> pattern, String module, T otherwise) {
    return pattern.entrySet().stream()
        .filter(entry -> isEndOf(entry.getKey(), module))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(otherwise);
  }

  /** Whether a name is a module's path or its end, at a dot. */
  static boolean isEndOf(String name, String module) {
    return module.equals(name) || module.endsWith("." + name);
  }
}
