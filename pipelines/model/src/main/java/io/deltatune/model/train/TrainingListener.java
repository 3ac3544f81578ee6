package io.deltatune.model.train;

import java.util.List;

/** Told of what a run does, as it does it. */
public interface TrainingListener {
  /** A step is done and will not be done again, unless the process dies before a checkpoint. */
  default void step(StepMetrics metrics) {}

  /** A held-out loss was measured after so many steps. */
  default void evaluated(long step, Evaluation evaluation) {}

  /** The run goes on from a checkpoint; {@code differences} tells what is not as it was. */
  default void resumed(long step, List<String> differences) {}

  /** Asked before every step; true ends the run there, after a checkpoint. */
  default boolean isStopped() {
    return false;
  }

  /** Listens to nothing. */
  TrainingListener NONE = new TrainingListener() {};
}
