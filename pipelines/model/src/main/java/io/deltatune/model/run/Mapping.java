package io.deltatune.model.run;

import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.train.AdamW;
import io.deltatune.model.train.LoraParameterisation;
import io.deltatune.model.train.Schedule;
import java.util.stream.Collectors;

/** A recipe's sections as the training step takes them. */
final class Mapping {
  private Mapping() {}

  static AdamW.Settings optimiser(TrainRecipe.Optimiser optimiser) {
    return new AdamW.Settings(
        optimiser.learningRate(),
        optimiser.betas().get(0),
        optimiser.betas().get(1),
        optimiser.eps(),
        optimiser.weightDecay(),
        optimiser.maxGradNorm());
  }

  static Schedule schedule(TrainRecipe.Schedule schedule) {
    return switch (schedule.type()) {
      case CONSTANT -> Schedule.constant(schedule.warmupSteps());
      case LINEAR -> Schedule.linear(schedule.warmupSteps());
      case COSINE -> Schedule.cosine(schedule.warmupSteps());
    };
  }

  static LoraParameterisation.Settings lora(TrainRecipe.Adapter adapter) {
    return new LoraParameterisation.Settings(
        adapter.rank(),
        adapter.alpha(),
        adapter.targets().stream()
            .map(target -> Projection.ofLabel(target.label()).orElseThrow())
            .collect(Collectors.toSet()));
  }
}
