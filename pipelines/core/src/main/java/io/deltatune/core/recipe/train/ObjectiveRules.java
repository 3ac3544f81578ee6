package io.deltatune.core.recipe.train;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.Requirements;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the keys of an objective must hold together, each with its reason and remedy. */
final class ObjectiveRules {
  private ObjectiveRules() {}

  static void check(
      Requirements rules,
      ObjectiveType type,
      Optional<Loss> loss,
      List<WeightedLoss> losses,
      List<WeightedLoss> used) {
    if (type.losses().isEmpty()) {
      return;
    }
    List<Loss> known = type.losses();
    rules
        .that(
            "losses", loss.isEmpty() || losses.isEmpty(), "stands beside loss; give one of the two")
        .that(
            "loss",
            loss.isEmpty() || known.contains(loss.get()),
            "is not one of " + type.label() + "; expected one of " + labels(known))
        .that(
            "losses",
            losses.stream().allMatch(weighted -> known.contains(weighted.loss())),
            "holds one that is not of " + type.label() + "; expected some of " + labels(known))
        .distinct("losses", used.stream().map(weighted -> weighted.loss().label()).toList());
  }

  static void numbers(
      Requirements rules,
      Optional<Double> beta,
      Optional<Double> simpoGamma,
      Optional<Double> cpoAlpha,
      Optional<Double> desirable,
      Optional<Double> undesirable) {
    rules
        .positive("beta", beta.orElse(1.0))
        .notNegative("simpo_gamma", simpoGamma.orElse(0.0))
        .notNegative("cpo_alpha", cpoAlpha.orElse(0.0))
        .notNegative("desirable_weight", desirable.orElse(0.0))
        .notNegative("undesirable_weight", undesirable.orElse(0.0));
  }

  static void smoothing(
      Requirements rules,
      ObjectiveType type,
      List<WeightedLoss> used,
      double smoothing,
      double limit) {
    boolean inRange = smoothing >= 0 && smoothing < limit;
    boolean means =
        used.isEmpty() || used.stream().anyMatch(weighted -> weighted.loss().takesSmoothing());
    boolean exo = used.stream().anyMatch(weighted -> weighted.loss() == Loss.EXO_PAIR);
    rules
        .that(
            "label_smoothing",
            inRange,
            "is " + smoothing + "; expected a number from 0 to below " + limit)
        .that(
            "label_smoothing",
            smoothing == 0 || means,
            "means nothing to " + names(used) + "; leave it out, or take another loss")
        .that(
            "label_smoothing",
            !exo || smoothing > 0,
            "is 0, where exo_pair would take its logarithm; set it to 0.001 for example");
  }

  static void divergence(
      Requirements rules,
      List<WeightedLoss> used,
      Optional<FDivergence> divergence,
      Optional<Double> alpha,
      Optional<Double> tau) {
    boolean other = divergence.isPresent() && divergence.get() != FDivergence.REVERSE_KL;
    List<WeightedLoss> fixed =
        used.stream().filter(weighted -> !weighted.loss().takesDivergences()).toList();
    boolean discopop = used.stream().anyMatch(weighted -> weighted.loss() == Loss.DISCOPOP);
    rules
        .that(
            "f_divergence",
            !other || fixed.isEmpty(),
            "is "
                + divergence.map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse("")
                + ", but "
                + names(fixed)
                + " is defined by log-ratios alone; set reverse_kl, or take another loss")
        .that(
            "f_alpha_divergence_coef",
            alpha.isEmpty() || divergence.equals(Optional.of(FDivergence.ALPHA_DIVERGENCE)),
            "belongs to f_divergence: alpha_divergence alone; leave it out")
        .that(
            "f_alpha_divergence_coef",
            Double.isFinite(alpha.orElse(1.0)),
            "is " + alpha.orElse(1.0) + "; expected a number")
        .that(
            "discopop_tau",
            tau.isEmpty() || discopop,
            "belongs to the loss discopop alone; leave it out")
        .positive("discopop_tau", tau.orElse(1.0));
  }

  static void reference(
      Requirements rules,
      ObjectiveType type,
      Optional<Reference> reference,
      Optional<InputPath> model) {
    rules
        .that(
            "reference",
            type != ObjectiveType.KTO || !reference.equals(Optional.of(Reference.PRECOMPUTED)),
            "is precomputed, but kto judges at each step, as the prompts that answers are put"
                + " behind change; set base")
        .that(
            "reference",
            model.isEmpty() || !reference.equals(Optional.of(Reference.BASE)),
            "is base, but reference_model names another model; leave one of the two out");
  }

  private static String labels(List<Loss> losses) {
    return losses.stream().map(Loss::label).collect(Collectors.joining(", "));
  }

  private static String names(List<WeightedLoss> losses) {
    return labels(losses.stream().map(WeightedLoss::loss).toList());
  }
}
