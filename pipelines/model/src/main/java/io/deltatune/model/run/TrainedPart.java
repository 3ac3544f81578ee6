package io.deltatune.model.run;

import io.deltatune.model.adapter.AdapterConfig;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.FullParameterisation;
import io.deltatune.model.train.LoraParameterisation;
import io.deltatune.model.train.Parameterisation;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What of a model a run trains, and how that is written when it is done. */
sealed interface TrainedPart {
  /**
   * Makes the model trainable.
   *
   * @param plan of its adapter; empty where all weights are trained
   * @param seed of first values and dropout
   * @param start where first values lie that cannot be made twice; written if nothing is there
   */
  static TrainedPart of(
      Gemma3Model model, Optional<AdapterPlan> plan, long seed, StartFolder start) {
    if (plan.isEmpty()) {
      return new Weights(FullParameterisation.of(model));
    }
    return new LowRank(adapted(model, plan.get(), seed, start), plan.get());
  }

  private static LoraParameterisation adapted(
      Gemma3Model model, AdapterPlan plan, long seed, StartFolder start) {
    if (plan.given().isPresent()) {
      return LoraParameterisation.from(
          model, plan.plan(), plan.given().get().matrices(), false, seed);
    }
    boolean takenOff = plan.start().isTakenOff();
    if (takenOff && start.isThere()) {
      return LoraParameterisation.from(model, plan.plan(), start.read(model.config()), true, seed);
    }
    LoraParameterisation fresh = LoraParameterisation.of(model, plan.plan(), plan.start(), seed);
    if (takenOff) {
      start.write(new LoraAdapter(plan.config("", false), fresh.start()));
    }
    return fresh;
  }

  Parameterisation parameterisation();

  /** Writes the result below the run's folder and returns its folder. */
  Path export(Path runFolder, BaseModel base);

  /** The content hash of what {@link #export} wrote. */
  String hash(Path exported, BaseModel base);

  /** {@code adapter} or {@code base}: the kind in the table of models. */
  String kind();

  /** A LoRA adapter, written as PEFT does. */
  record LowRank(LoraParameterisation parameterisation, AdapterPlan plan) implements TrainedPart {
    @Override
    public Path export(Path runFolder, BaseModel base) {
      Path folder = runFolder.resolve("adapter");
      AdapterConfig config =
          plan.config(base.path().getFileName().toString(), parameterisation.isStartTakenOff());
      AdapterFolder.write(
          folder,
          new LoraAdapter(config, parameterisation.matrices()),
          Map.of(AdapterFolder.BASE_HASH, base.hash()));
      return folder;
    }

    @Override
    public String hash(Path exported, BaseModel base) {
      return AdapterFolder.hash(exported, base.hash());
    }

    @Override
    public String kind() {
      return "adapter";
    }
  }

  /** All weights, written as Hugging Face does, in bf16. */
  record Weights(FullParameterisation parameterisation) implements TrainedPart {
    @Override
    public Path export(Path runFolder, BaseModel base) {
      Path folder = runFolder.resolve("model");
      ModelFolder.write(
          folder, base.config(), "bfloat16", parameterisation.contents(), base.path());
      return folder;
    }

    @Override
    public String hash(Path exported, BaseModel base) {
      return ModelFolder.open(exported).hash();
    }

    @Override
    public String kind() {
      return "base";
    }
  }
}
