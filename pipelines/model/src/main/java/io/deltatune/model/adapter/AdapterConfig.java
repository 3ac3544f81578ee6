package io.deltatune.model.adapter;

import java.util.List;

/**
 * What {@code adapter_config.json} says about a LoRA adapter.
 *
 * @param rank the rank of all its matrices
 * @param alpha the numerator of the scale
 * @param rankStabilised whether the scale is alpha / sqrt(rank) instead of alpha / rank
 * @param dropout the dropout it was trained with
 * @param targets the projections that have matrices: {@code q_proj} for that of every layer, or a
 *     module by its whole name
 * @param baseModel name or path of the base model, for people; may be empty
 */
public record AdapterConfig(
    int rank,
    double alpha,
    boolean rankStabilised,
    double dropout,
    List<String> targets,
    String baseModel) {
  public AdapterConfig {
    targets = targets.stream().sorted().toList();
  }

  AdapterConfig withTargets(List<String> names) {
    return new AdapterConfig(rank, alpha, rankStabilised, dropout, names, baseModel);
  }

  /** The factor before B A x. */
  public double scale() {
    return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
  }
}
