package io.deltatune.core.recipe.train;

import java.util.Locale;

/** The matrices of a layer that an adapter can be put beside. */
public enum Projection {
  Q_PROJ,
  K_PROJ,
  V_PROJ,
  O_PROJ,
  GATE_PROJ,
  UP_PROJ,
  DOWN_PROJ;

  /** The name in recipes and checkpoints: {@code q_proj}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
