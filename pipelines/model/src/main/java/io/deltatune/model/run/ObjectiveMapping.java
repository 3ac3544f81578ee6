package io.deltatune.model.run;

import io.deltatune.core.recipe.train.FDivergence;
import io.deltatune.core.recipe.train.Loss;
import io.deltatune.model.train.Objective;
import io.deltatune.model.train.objective.ContrastiveObjective;
import io.deltatune.model.train.objective.Divergence;
import io.deltatune.model.train.objective.JudgedObjective;
import io.deltatune.model.train.objective.LossSettings;
import io.deltatune.model.train.objective.OddsRatioObjective;
import io.deltatune.model.train.objective.PreferenceObjective;
import io.deltatune.model.train.objective.PreferenceObjective.Term;
import io.deltatune.model.train.objective.SupervisedObjective;

/** A recipe's objective as the training step takes it, with TRL's defaults. */
final class ObjectiveMapping {
  private static final double SIMPO_GAMMA = 0.5;
  private static final double ALPHA = 0.5;

  private ObjectiveMapping() {}

  static Objective of(io.deltatune.core.recipe.train.Objective recipe) {
    double beta = recipe.betaOrDefault();
    double smoothing = recipe.labelSmoothing().orElse(0.0);
    double gamma = recipe.simpoGamma().orElse(SIMPO_GAMMA);
    return switch (recipe.type()) {
      case SFT, PRETRAIN -> new SupervisedObjective();
      case DPO -> preference(recipe, beta, smoothing);
      case KTO ->
          new JudgedObjective(
              recipe.uses(Loss.KTO)
                  ? JudgedObjective.Form.KTO
                  : JudgedObjective.Form.APO_ZERO_UNPAIRED,
              beta,
              recipe.desirableWeight().orElse(1.0),
              recipe.undesirableWeight().orElse(1.0));
      case ORPO -> new OddsRatioObjective(beta);
      case CPO ->
          new ContrastiveObjective(
              ContrastiveObjective.Form.valueOf(recipe.weightedLosses().get(0).loss().name()),
              beta,
              smoothing,
              gamma,
              recipe.cpoAlpha().orElse(1.0));
      case SIMPO ->
          new ContrastiveObjective(
              ContrastiveObjective.Form.SIMPO,
              beta,
              smoothing,
              gamma,
              recipe.cpoAlpha().orElse(0.0));
    };
  }

  private static Objective preference(
      io.deltatune.core.recipe.train.Objective recipe, double beta, double smoothing) {
    return new PreferenceObjective(
        recipe.weightedLosses().stream()
            .map(weighted -> new Term(weighted.loss().label(), weighted.weight()))
            .toList(),
        new LossSettings(beta, smoothing, recipe.discopopTau().orElse(LossSettings.DISCOPOP_TAU)),
        new Divergence(
            Divergence.Kind.valueOf(recipe.fDivergence().orElse(FDivergence.REVERSE_KL).name()),
            recipe.fAlphaDivergenceCoef().orElse(ALPHA)));
  }
}
