package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.Requirements;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is minimised. A key that is not given has the default of the type; one that the type knows
 * nothing of is refused.
 *
 * @param labels the tokens that {@code sft} counts
 * @param loss which of the type's losses
 * @param losses several with weights, in place of {@code loss}
 * @param beta strength of the tie to the reference; for {@code orpo} the odds ratio's weight
 * @param labelSmoothing the probability that a preference is the wrong way round
 * @param fDivergence the distance from the reference
 * @param fAlphaDivergenceCoef of {@code alpha_divergence}
 * @param discopopTau the temperature of {@code discopop}
 * @param simpoGamma the margin that {@code simpo} aims at
 * @param cpoAlpha weight of the chosen answers' cross entropy
 * @param desirableWeight of answers judged good
 * @param undesirableWeight of answers judged bad
 * @param reference when the reference is asked
 * @param referenceModel another checkpoint as the reference
 */
@NotYet("ld_alpha")
public record Objective(
    @Default("sft") ObjectiveType type,
    Optional<Labels> labels,
    Optional<Loss> loss,
    @Default("[]") List<WeightedLoss> losses,
    Optional<Double> beta,
    Optional<Double> labelSmoothing,
    Optional<FDivergence> fDivergence,
    Optional<Double> fAlphaDivergenceCoef,
    Optional<Double> discopopTau,
    Optional<Double> simpoGamma,
    Optional<Double> cpoAlpha,
    Optional<Double> desirableWeight,
    Optional<Double> undesirableWeight,
    Optional<Reference> reference,
    Optional<InputPath> referenceModel) {
  private static final double BETA = 0.1;
  private static final double LARGEST_SMOOTHING = 0.5;

  public Objective {
    losses = List.copyOf(losses);
    Requirements rules = new Requirements();
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("labels", labels.isPresent());
    given.put("loss", loss.isPresent());
    given.put("losses", !losses.isEmpty());
    given.put("beta", beta.isPresent());
    given.put("label_smoothing", labelSmoothing.isPresent());
    given.put("f_divergence", fDivergence.isPresent());
    given.put("f_alpha_divergence_coef", fAlphaDivergenceCoef.isPresent());
    given.put("discopop_tau", discopopTau.isPresent());
    given.put("simpo_gamma", simpoGamma.isPresent());
    given.put("cpo_alpha", cpoAlpha.isPresent());
    given.put("desirable_weight", desirableWeight.isPresent());
    given.put("undesirable_weight", undesirableWeight.isPresent());
    given.put("reference", reference.isPresent());
    given.put("reference_model", referenceModel.isPresent());
    for (Map.Entry<String, Boolean> key : given.entrySet()) {
      boolean known = type.keys().contains(key.getKey());
      rules.that(key.getKey(), known || !key.getValue(), "means nothing to " + type.label());
    }
    List<WeightedLoss> used = used(type, loss, losses);
    ObjectiveRules.check(rules, type, loss, losses, used);
    ObjectiveRules.numbers(rules, beta, simpoGamma, cpoAlpha, desirableWeight, undesirableWeight);
    ObjectiveRules.smoothing(rules, type, used, labelSmoothing.orElse(0.0), LARGEST_SMOOTHING);
    ObjectiveRules.divergence(rules, used, fDivergence, fAlphaDivergenceCoef, discopopTau);
    ObjectiveRules.reference(rules, type, reference, referenceModel);
    rules.verify();
  }

  private static List<WeightedLoss> used(
      ObjectiveType type, Optional<Loss> loss, List<WeightedLoss> losses) {
    if (!losses.isEmpty()) {
      return losses;
    }
    Optional<Loss> one = loss.or(() -> type.losses().stream().findFirst());
    return one.map(only -> List.of(new WeightedLoss(only, 1))).orElse(List.of());
  }

  /** The losses of a type that has some, with their weights. */
  public List<WeightedLoss> weightedLosses() {
    return used(type, loss, losses);
  }

  /** Whether one of the losses is this one. */
  public boolean uses(Loss sought) {
    return weightedLosses().stream().anyMatch(weighted -> weighted.loss() == sought);
  }

  /** Whether a loss is not a mean over rows that could be divided in any way. */
  public boolean couplesRows() {
    return weightedLosses().stream().anyMatch(weighted -> weighted.loss().couplesRows());
  }

  /** {@code beta}, or TRL's default. */
  public double betaOrDefault() {
    return beta.orElse(BETA);
  }

  /** Whether every token counts, and not the answers' alone. */
  public boolean labelsAll() {
    return labels.orElse(Labels.ANSWERS) == Labels.ALL;
  }

  /** Whether the log-probabilities of a reference model are needed. */
  public boolean needsReference() {
    return type == ObjectiveType.DPO || type == ObjectiveType.KTO;
  }

  /** When the reference is asked; mismatched answers can only be judged as they are met. */
  public Reference referenceOrDefault() {
    return reference.orElse(type == ObjectiveType.KTO ? Reference.BASE : Reference.PRECOMPUTED);
  }
}
