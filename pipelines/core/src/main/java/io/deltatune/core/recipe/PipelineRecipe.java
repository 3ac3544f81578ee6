package io.deltatune.core.recipe;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.Requirements;
import io.deltatune.core.config.Settings;
import java.util.List;

/** Stages, one after the other. */
public record PipelineRecipe(@Default(Default.RECIPE_NAME) String name, List<Stage> stages) {
  public PipelineRecipe {
    stages = List.copyOf(stages);
    new Requirements()
        .name("name", name)
        .notEmpty("stages", stages)
        .distinct("stages", stages.stream().map(Stage::name).toList())
        .verify();
  }

  /** What a stage does. */
  public enum Job {
    SAMPLE(RecipeKind.SAMPLE),
    INGEST(RecipeKind.INGEST),
    /** The tokenizer of the sample data's recipe. */
    TOKENIZER(RecipeKind.SAMPLE),
    TRAIN(RecipeKind.TRAIN),
    GENERATE(RecipeKind.GENERATE),
    EVALUATE(RecipeKind.EVALUATE);

    private final RecipeKind recipe;

    Job(RecipeKind recipe) {
      this.recipe = recipe;
    }

    /** The kind of its recipe. */
    public RecipeKind recipe() {
      return recipe;
    }
  }

  /**
   * One stage.
   *
   * @param name its name, of which there is one in a pipeline
   * @param recipe the job's recipe
   * @param set what replaces the recipe's values: {@code {run.max_steps: 50}}
   */
  public record Stage(String name, Job job, InputPath recipe, @Default("{}") Settings set) {
    public Stage {
      new Requirements().name("name", name).verify();
    }
  }
}
