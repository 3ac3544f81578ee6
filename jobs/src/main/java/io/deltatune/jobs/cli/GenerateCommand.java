package io.deltatune.jobs.cli;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.jobs.files.GenerateWork;
import io.deltatune.jobs.work.RecipeWork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prompts become answers: of a table by a recipe, or of a file by a model. */
@Command(
    name = "generate",
    description = {
      "Lets a model answer prompts.",
      "With RECIPE: the prompts of a table; the answers lie in the table generations.",
      "With --model: IN holds {\"id\"} and \"prompt\" (raw text after one <bos>), \"messages\" (for"
          + " the chat template) or \"input_ids\"; OUT gets {\"id\", \"text\", \"token_ids\","
          + " \"stop_reason\"}."
    },
    footer = {
      "  deltatune generate conf/generate/demo-before.yaml",
      "  deltatune generate conf/generate/demo-after.yaml --set data.limit=20",
      "  deltatune generate --model /models/gemma-3-1b-it --in prompts.jsonl --out answers.jsonl",
      "  deltatune generate --model samples/model --in p.jsonl --out a.jsonl --temperature 0.7"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final int USUAL_LENGTH = 128;
  private static final Set<String> OF_RECIPES = Set.of("--set", "--warehouse");

  @ParentCommand private Deltatune deltatune;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RECIPE",
      arity = "0..1",
      description = "The recipe, a YAML file; the options but --set go with --model.")
  private Path recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the recipe, as in data.limit=20; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Mixin private ModelOptions model;
  @Mixin private RowFiles files;
  @Mixin private DecodingOptions decoding;
  @Mixin private TemplateOption template;

  @Option(names = "--no-bos", description = "No <bos> before raw text.")
  private boolean noBos;

  @Override
  public Integer call() {
    boolean onFiles = model.isGiven() || files.areGiven();
    if (onFiles == (recipe != null) || (onFiles && !overrides.isEmpty())) {
      throw new ParameterException(
          spec.commandLine(), "Give either a RECIPE, or --model, --in and --out");
    }
    if (onFiles) {
      GenerateWork.run(
          deltatune.workplace(),
          model.choice(),
          template.choice(),
          decoding.choice(USUAL_LENGTH),
          !noBos,
          files.in(),
          files.out());
    } else {
      refuseOptionsOfFiles();
      RecipeWork.run(Job.GENERATE, deltatune.workplace(), recipe, overrides);
    }
    return ExitStatus.DONE.code();
  }

  /** What a recipe's run would ignore must not look as if it counted. */
  private void refuseOptionsOfFiles() {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!OF_RECIPES.contains(option.longestName())) {
        throw new UserError(
            ErrorCode.CONFIG,
            option.longestName() + " goes with --model, not with a RECIPE",
            "a recipe's run takes its values from the recipe",
            "write the value into "
                + recipe
                + ", or use --set, as in --set"
                + " decoding.temperature=0.7; conf/generate/base.yaml shows every key");
      }
    }
  }
}
