package io.deltatune.model.run;

import io.deltatune.model.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** Keeps what a run tells on its way, and passes on the wish to stop. */
public final class RunListener implements TrainingListener {
  private final BooleanSupplier interrupted;
  private final List<String> differences = new ArrayList<>();
  private OptionalLong resumedFrom = OptionalLong.empty();

  /**
   * @param interrupted asked before every step
   */
  public RunListener(BooleanSupplier interrupted) {
    this.interrupted = interrupted;
  }

  @Override
  public void resumed(long step, List<String> changes) {
    resumedFrom = OptionalLong.of(step);
    differences.addAll(changes);
  }

  @Override
  public boolean isStopped() {
    return interrupted.getAsBoolean();
  }

  /** The step of the checkpoint that the run continued from. */
  public OptionalLong resumedFrom() {
    return resumedFrom;
  }

  /** What was not as it was when the checkpoint was written, in words. */
  public List<String> differences() {
    return List.copyOf(differences);
  }
}
