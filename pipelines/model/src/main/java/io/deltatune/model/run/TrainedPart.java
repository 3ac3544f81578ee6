package io.deltatune.model.run;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.TrainRecipe.Projection;
import io.deltatune.model.adapter.AdapterConfig;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.FullParameterisation;
import io.deltatune.model.train.LoraParameterisation;
import io.deltatune.model.train.Parameterisation;
import java.nio.file.Path;

/** What of a model a run trains, and how that is written when it is done. */
sealed interface TrainedPart {
  /** Makes the model trainable as the recipe says. */
  static TrainedPart of(Gemma3Model model, TrainRecipe recipe) {
    if (recipe.adapter().isEmpty()) {
      return new Weights(FullParameterisation.of(model));
    }
    TrainRecipe.Adapter adapter = recipe.adapter().get();
    if (adapter.dropout() != 0) {
      throw new UserError(
          ErrorCode.CONFIG,
          "adapter.dropout is " + adapter.dropout(),
          "dropout in adapters is not supported yet",
          "set adapter.dropout: 0.0");
    }
    return new LowRank(
        LoraParameterisation.of(model, Mapping.lora(adapter), recipe.run().seed()), adapter);
  }

  Parameterisation parameterisation();

  /** Writes the result below the run's folder and returns its folder. */
  Path export(Path runFolder, BaseModel base);

  /** The content hash of what {@link #export} wrote. */
  String hash(Path exported, BaseModel base);

  /** {@code adapter} or {@code base}: the kind in the table of models. */
  String kind();

  /** A LoRA adapter, written as PEFT does. */
  record LowRank(LoraParameterisation parameterisation, TrainRecipe.Adapter recipe)
      implements TrainedPart {
    @Override
    public Path export(Path runFolder, BaseModel base) {
      Path folder = runFolder.resolve("adapter");
      AdapterConfig config =
          new AdapterConfig(
              recipe.rank(),
              recipe.alpha(),
              false,
              recipe.dropout(),
              recipe.targets().stream().map(Projection::label).toList(),
              base.path().getFileName().toString());
      AdapterFolder.write(folder, new LoraAdapter(config, parameterisation.matrices()));
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
