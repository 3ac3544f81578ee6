package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import java.nio.file.Path;

/** How parameters are changed by their gradient: an optimiser's numbers. */
public interface UpdateRule {
  /** The learning rate before the schedule's factor. */
  double learningRate();

  /**
   * An optimiser in its state before the first step.
   *
   * @param scope in which its state lives
   * @param folder for state that is kept in a file; it exists then
   */
  Optimiser over(FlatParameters parameters, Scope scope, Path folder);
}
