package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorContent;
import java.util.Map;

/** An update rule with its state. */
public interface Optimiser {
  /** The rule's numbers. */
  UpdateRule settings();

  /**
   * Updates the parameters in place; the gradient may be overwritten. A gradient that is not finite
   * changes nothing.
   *
   * @param gradient flat, laid out like the parameters
   * @param learningRate the one to be applied now
   * @param step the number of this update, from 1
   * @return the gradient's global norm before clipping
   */
  double update(Tensor gradient, double learningRate, long step, Scope scope);

  /** The state by names that begin with what it is and end with the parameter's name. */
  Map<String, TensorContent> state();

  /** Reads the state back from a file that holds it beside other tensors. */
  void restore(SafetensorsFile file);
}
