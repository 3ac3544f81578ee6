package io.deltatune.cluster;

import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.core.recipe.Quantisation;
import io.deltatune.core.recipe.Residence;
import io.deltatune.model.engine.ComputeDevice;
import io.deltatune.model.engine.ComputePrecision;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.run.Mapping;
import java.io.Serializable;
import java.util.Optional;

/**
 * How a model computes, as a recipe says it; travels to the executors.
 *
 * @param precision null where each process decides by its device
 * @param weights where they are
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param threads of the engine in each process; 0 for all cores
 * @param quantisation what the projections become; null for weights as the folder holds them
 */
public record ModelOptions(
    Precision precision, Residence weights, String device, int threads, Quantisation quantisation)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** So many rows make products of matrices. */
  private static final int MANY = 8;

  /** Sets the threads of this process. */
  public void useThreads() {
    EngineProcess.useThreadsOrAllCores(threads);
  }

  /** What a model is opened with. */
  public OpenOptions openOptions() {
    return new OpenOptions(
        Optional.ofNullable(precision),
        io.deltatune.model.gemma3.Residence.of(weights),
        device,
        Optional.ofNullable(quantisation).map(Mapping::quantiser));
  }

  /**
   * For generating. What {@code auto} means on processors is decided here, so that all processes of
   * a job compute alike; a GPU computes in bf16.
   *
   * @param rows answered side by side: many are products of matrices, few are bound by memory
   */
  public static ModelOptions forDecoding(GenerateRecipe.Model recipe, int rows) {
    EngineProcess.useThreadsOrAllCores(recipe.threads());
    boolean onProcessor =
        recipe.device().equals("auto")
            ? ComputeDevice.of("auto").isProcessor()
            : recipe.device().equals("cpu");
    io.deltatune.core.recipe.Precision asked = recipe.precision();
    Quantisation codes = recipe.quantisation().orElse(null);
    if (!onProcessor && asked == io.deltatune.core.recipe.Precision.AUTO) {
      return new ModelOptions(null, recipe.weights(), recipe.device(), recipe.threads(), codes);
    }
    ComputePrecision.Choice choice =
        rows < MANY ? ComputePrecision.forDecoding(asked) : ComputePrecision.forProducts(asked);
    return new ModelOptions(
        choice.precision(), recipe.weights(), recipe.device(), recipe.threads(), codes);
  }
}
