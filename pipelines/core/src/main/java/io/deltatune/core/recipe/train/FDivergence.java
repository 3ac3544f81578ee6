package io.deltatune.core.recipe.train;

/** How far the policy is from the reference, under TRL's names (arXiv 2309.16240). */
public enum FDivergence {
  REVERSE_KL,
  FORWARD_KL,
  JS_DIVERGENCE,
  /** By {@code f_alpha_divergence_coef}. */
  ALPHA_DIVERGENCE
}
