package io.deltatune.model.run;

import io.deltatune.core.recipe.Quantisation;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.Batch;
import io.deltatune.core.recipe.train.Best;
import io.deltatune.core.recipe.train.Merged;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitType;
import io.deltatune.model.train.AdamW;
import io.deltatune.model.train.BestRule;
import io.deltatune.model.train.EightBitAdamW;
import io.deltatune.model.train.MomentumSgd;
import io.deltatune.model.train.Schedule;
import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.UpdateRule;
import java.util.Optional;

/** A recipe's sections as the training step takes them. */
public final class Mapping {
  private Mapping() {}

  /** What makes the codes that a recipe asks for. */
  public static FourBitQuantiser quantiser(Quantisation quantisation) {
    FourBitType type =
        switch (quantisation.type()) {
          case NF4 -> FourBitType.NF4;
          case FP4 -> FourBitType.FP4;
        };
    return new FourBitQuantiser(type, quantisation.doubled());
  }

  /** What makes codes of a model with a merged adapter; empty where its weights are written. */
  public static Optional<FourBitQuantiser> quantiser(Merged merged) {
    return switch (merged) {
      case BF16 -> Optional.empty();
      case NF4 -> Optional.of(new FourBitQuantiser(FourBitType.NF4, true));
    };
  }

  static UpdateRule optimiser(TrainRecipe.Optimiser optimiser) {
    return switch (optimiser.type()) {
      case ADAMW -> adamw(optimiser);
      case ADAMW_8BIT -> new EightBitAdamW.Settings(adamw(optimiser), false);
      case PAGED_ADAMW_8BIT -> new EightBitAdamW.Settings(adamw(optimiser), true);
      case SGD ->
          new MomentumSgd.Settings(
              optimiser.learningRate(),
              optimiser.momentum(),
              optimiser.weightDecay(),
              optimiser.maxGradNorm());
    };
  }

  private static AdamW.Settings adamw(TrainRecipe.Optimiser optimiser) {
    return new AdamW.Settings(
        optimiser.learningRate(),
        optimiser.betas().get(0),
        optimiser.betas().get(1),
        optimiser.eps(),
        optimiser.weightDecay(),
        optimiser.maxGradNorm());
  }

  static Schedule schedule(io.deltatune.core.recipe.train.Schedule recipe) {
    return recipe.warmupRatio().isPresent()
        ? Schedule.warmedUpOver(recipe.warmupRatio().get(), warmUp -> schedule(recipe, warmUp))
        : schedule(recipe, recipe.warmupSteps());
  }

  private static Schedule schedule(io.deltatune.core.recipe.train.Schedule recipe, long warmUp) {
    double lowest = recipe.minLrRatio();
    return switch (recipe.type()) {
      case CONSTANT -> Schedule.constant(warmUp);
      case LINEAR -> Schedule.falling(warmUp, lowest, done -> 1 - done);
      case COSINE -> Schedule.falling(warmUp, lowest, Schedule::halfCosine);
      case POLYNOMIAL -> Schedule.polynomial(warmUp, lowest, recipe.power());
      case WARMUP_STABLE_DECAY ->
          Schedule.warmUpStableDecay(
              warmUp,
              lowest,
              recipe.decayRatio(),
              switch (recipe.decayType()) {
                case LINEAR -> done -> 1 - done;
                case COSINE -> Schedule::halfCosine;
              });
    };
  }

  static Batching batching(Batch recipe, long seed, boolean shuffled) {
    Arrangement arrangement = Arrangement.AS_THEY_COME;
    if (recipe.packing()) {
      arrangement = Arrangement.BEST_FIT;
    } else if (recipe.groupByLength().orElse(shuffled)) {
      arrangement = Arrangement.BY_LENGTH;
    }
    return new Batching(
        recipe.size(),
        recipe.tokenBudget().orElse(0),
        recipe.gradientAccumulation(),
        seed,
        shuffled,
        arrangement);
  }

  static BestRule best(Best recipe) {
    return new BestRule(
        recipe.metric(), recipe.isGreaterBetter(), recipe.patience().orElse(0), recipe.threshold());
  }
}
