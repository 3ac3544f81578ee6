package io.deltatune.model.engine;

import ai.djl.ndarray.NDManager;

/** Counts tensors that have not been released. */
public final class LiveTensors {
  private LiveTensors() {}

  /**
   * Those of a scope's engine, in all its scopes.
   *
   * @param scope any open scope of the engine
   */
  public static long inEngineOf(Scope scope) {
    NDManager all = scope.manager().getParentManager();
    return all.getManagedArrays().stream().filter(array -> !array.isReleased()).count();
  }
}
