package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.jobs.work.FileTraining;
import io.deltatune.jobs.work.RecipeWork;
import io.deltatune.jobs.work.Workplace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The commands that run one job as its recipe says. */
abstract class RecipeCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Parameters(paramLabel = "RECIPE", description = "The recipe, a YAML file.")
  private Path recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the recipe, as in run.seed=7; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  private final Job job;

  private RecipeCommand(Job job) {
    this.job = job;
  }

  @Override
  public Integer call() {
    run(deltatune.workplace(), recipe, overrides);
    return ExitStatus.DONE.code();
  }

  void run(Workplace workplace, Path recipeFile, List<String> settings) {
    RecipeWork.run(job, workplace, recipeFile, settings);
  }

  /** Files become rows of the tables. */
  @Command(
      name = "ingest",
      description = {
        "Reads files into tables of examples, without duplicates, split by group.",
        "Rows that cannot be used lie in the table quarantine, with the reason."
      },
      footer = {
        "  deltatune ingest conf/ingest/demo.yaml",
        "  deltatune ingest conf/ingest/demo.yaml --set split.seed=7",
        "  deltatune ingest conf/ingest/demo.yaml --requarantine",
        "  deltatune sql \"SELECT reason, count(*) FROM quarantine GROUP BY reason\""
      })
  static final class Ingest extends RecipeCommand {
    @Option(
        names = "--requarantine",
        description =
            "Reads only the sources that have rows in quarantine, after the recipe or the files"
                + " were mended.")
    private boolean requarantine;

    Ingest() {
      super(Job.INGEST);
    }

    @Override
    void run(Workplace workplace, Path recipe, List<String> overrides) {
      if (requarantine) {
        RecipeWork.requarantine(workplace, recipe, overrides);
      } else {
        super.run(workplace, recipe, overrides);
      }
    }
  }

  /** Rows become an adapter. */
  @Command(
      name = "train",
      description = {
        "Tunes a model on rows of a table.",
        "A run that was killed goes on from its last checkpoint."
      },
      footer = {
        "  deltatune train conf/train/demo-lora.yaml",
        "  deltatune train conf/train/demo-lora.yaml --set model.path=/models/gemma-3-1b-it",
        "  deltatune sql \"SELECT step, loss FROM training_metrics ORDER BY step\""
      })
  static final class Train extends RecipeCommand {
    Train() {
      super(Job.TRAIN);
    }

    @Override
    void run(Workplace workplace, Path recipe, List<String> overrides) {
      if (!FileTraining.run(workplace, recipe, overrides)) {
        super.run(workplace, recipe, overrides);
      }
    }
  }

  /** Answers become scores. */
  @Command(
      name = "evaluate",
      description = {
        "Scores answers against their references.",
        "The scores lie in the tables row_scores and scores."
      },
      footer = {
        "  deltatune evaluate conf/evaluate/demo.yaml",
        "  deltatune sql \"SELECT * FROM scores\""
      })
  static final class Evaluate extends RecipeCommand {
    Evaluate() {
      super(Job.EVALUATE);
    }
  }
}
