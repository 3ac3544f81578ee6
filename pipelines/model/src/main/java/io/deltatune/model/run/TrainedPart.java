package io.deltatune.model.run;

import io.deltatune.model.adapter.AdapterConfig;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.adapter.PromptAdapter;
import io.deltatune.model.adapter.PromptFolder;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.FullParameterisation;
import io.deltatune.model.train.LoraParameterisation;
import io.deltatune.model.train.Parameterisation;
import io.deltatune.model.train.PromptParameterisation;
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
      Gemma3Model model, Optional<TrainedPlan> plan, long seed, StartFolder start) {
    return plan.isEmpty()
        ? new Weights(FullParameterisation.of(model))
        : plan.get().on(model, seed, start);
  }

  Parameterisation parameterisation();

  /** Writes the result below the run's folder and returns its folder. */
  Path export(Path runFolder, BaseModel base);

  /** The content hash of what {@link #export} wrote. */
  String hash(Path exported, BaseModel base);

  /** {@code adapter} or {@code base}: the kind in the table of models. */
  String kind();

  /** What stands beside weights that rest, written as PEFT does. */
  sealed interface BesideWeights extends TrainedPart {
    @Override
    default Path export(Path runFolder, BaseModel base) {
      Path folder = runFolder.resolve("adapter");
      write(folder, base, Map.of(AdapterFolder.BASE_HASH, base.hash()));
      return folder;
    }

    /**
     * @param notes for the tensors' file
     */
    void write(Path folder, BaseModel base, Map<String, String> notes);

    @Override
    default String hash(Path exported, BaseModel base) {
      return AdapterFolder.hash(exported, base.hash());
    }

    @Override
    default String kind() {
      return "adapter";
    }
  }

  /** A LoRA adapter. */
  record LowRank(LoraParameterisation parameterisation, AdapterPlan plan) implements BesideWeights {
    @Override
    public void write(Path folder, BaseModel base, Map<String, String> notes) {
      AdapterConfig config =
          plan.config(base.path().getFileName().toString(), parameterisation.isStartTakenOff());
      AdapterFolder.write(folder, new LoraAdapter(config, parameterisation.matrices()), notes);
    }
  }

  /** A prompt of virtual tokens. */
  record Prompt(PromptParameterisation parameterisation) implements BesideWeights {
    @Override
    public void write(Path folder, BaseModel base, Map<String, String> notes) {
      float[] embeddings = parameterisation.embeddings();
      PromptFolder.write(
          folder,
          new PromptAdapter(
              embeddings.length / base.config().hiddenSize(),
              embeddings,
              base.path().getFileName().toString()),
          base.config(),
          notes);
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
