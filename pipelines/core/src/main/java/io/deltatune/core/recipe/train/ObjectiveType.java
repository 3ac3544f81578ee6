package io.deltatune.core.recipe.train;

import java.util.List;
import java.util.Locale;

/** What is minimised. */
public enum ObjectiveType {
  /** The cross-entropy of the next token. */
  SFT,
  /** Pairs, measured from a reference model (arXiv 2305.18290 and its kin). */
  DPO,
  /** Answers that were judged one by one, measured from a reference (arXiv 2402.01306). */
  KTO,
  /** Pairs without a reference, by odds (arXiv 2403.07691). */
  ORPO,
  /** Pairs without a reference, and the chosen answer's cross entropy (arXiv 2401.08417). */
  CPO,
  /** Pairs without a reference, by mean log-probabilities (arXiv 2405.14734). */
  SIMPO,
  /** The cross-entropy of every token of plain texts. */
  PRETRAIN;

  /** The name in recipes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The table whose rows it learns from. */
  public String table() {
    return switch (this) {
      case SFT -> "instruction_examples";
      case DPO, ORPO, CPO, SIMPO -> "preference_pairs";
      case KTO -> "labelled_answers";
      case PRETRAIN -> "plain_texts";
    };
  }

  /** Whether a row is a prompt with two answers. */
  public boolean isPaired() {
    return table().equals("preference_pairs");
  }

  /** The losses among which {@code objective.loss} chooses, the default first. */
  public List<Loss> losses() {
    return switch (this) {
      case DPO -> Loss.OF_PAIRS;
      case CPO -> List.of(Loss.SIGMOID, Loss.HINGE, Loss.IPO);
      case KTO -> List.of(Loss.KTO, Loss.APO_ZERO_UNPAIRED);
      case SFT, ORPO, SIMPO, PRETRAIN -> List.of();
    };
  }

  /** The keys of {@code objective}, besides its type, that mean something. */
  public List<String> keys() {
    return switch (this) {
      case SFT -> List.of("labels");
      case DPO ->
          List.of(
              "loss",
              "losses",
              "beta",
              "label_smoothing",
              "f_divergence",
              "f_alpha_divergence_coef",
              "discopop_tau",
              "reference",
              "reference_model");
      case KTO ->
          List.of(
              "loss",
              "beta",
              "desirable_weight",
              "undesirable_weight",
              "reference",
              "reference_model");
      case ORPO -> List.of("beta");
      case CPO -> List.of("loss", "beta", "label_smoothing", "cpo_alpha");
      case SIMPO -> List.of("beta", "label_smoothing", "simpo_gamma", "cpo_alpha");
      case PRETRAIN -> List.of();
    };
  }
}
