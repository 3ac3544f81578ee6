package io.deltatune.core.recipe;

import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.OutputPath;
import io.deltatune.core.config.Requirements;
import io.deltatune.core.recipe.train.Adapter;
import io.deltatune.core.recipe.train.AdapterType;
import io.deltatune.core.recipe.train.Batch;
import io.deltatune.core.recipe.train.Loss;
import io.deltatune.core.recipe.train.Merged;
import io.deltatune.core.recipe.train.Objective;
import io.deltatune.core.recipe.train.Run;
import io.deltatune.core.recipe.train.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One training run.
 *
 * @param adapter what is trained; without it all weights are
 */
public record TrainRecipe(
    Model model,
    Data data,
    Optional<Adapter> adapter,
    Objective objective,
    Optimiser optimiser,
    Schedule schedule,
    Batch batch,
    Run run,
    Output output) {
  public TrainRecipe {
    new Requirements()
        .that(
            "data",
            data.table().isEmpty() || data.table().get().equals(objective.type().table()),
            "names the table "
                + data.table().orElse("")
                + ", but "
                + objective.type().label()
                + " learns from "
                + objective.type().table()
                + "; leave data.table out, or change objective.type")
        .that(
            "adapter",
            adapter.isPresent() || model.quantisation().isEmpty(),
            "is missing, but model.quantisation makes 4-bit codes of the weights, which cannot be"
                + " trained; add adapter: {type: lora}, or leave model.quantisation out")
        .that(
            "output",
            output.merge().isEmpty() || adapter.isPresent(),
            "has merge, but there is no adapter to merge: all weights are trained, and the whole model"
                + " is written; leave output.merge out")
        .that(
            "output",
            output.merge().isEmpty()
                || adapter.map(part -> part.type() != AdapterType.PROMPT).orElse(true),
            "has merge, but a prompt has no matrices to merge; leave output.merge out")
        .that(
            "output",
            output.merge().isEmpty() || model.init() == Init.PRETRAINED,
            "has merge, but with init: random there is no folder with the weights to merge into; leave"
                + " output.merge out")
        .that(
            "run",
            run.best().isEmpty() || data.validation().isPresent(),
            "has best, but data.validation is null; name held-out rows to measure on")
        .that(
            "adapter",
            !objective.needsReference()
                || objective.referenceModel().isPresent()
                || adapter.flatMap(Adapter::startFrom).isEmpty(),
            "has start_from, but the reference of "
                + objective.type().label()
                + " would be the model without that adapter; merge the adapter into the model"
                + " (deltatune merge) and train a new one on it, or name the merged model in"
                + " objective.reference_model")
        .that(
            "batch",
            !objective.uses(Loss.KTO) || batch.size() > 1,
            "has the size 1, but kto estimates a divergence from the other rows of a micro-batch;"
                + " set batch.size to 2 or more, or the loss apo_zero_unpaired")
        .that(
            "batch",
            batch.size() > 1 || !(objective.uses(Loss.AOT) || objective.uses(Loss.AOT_UNPAIRED)),
            "has the size 1, but aot sorts the pairs of a micro-batch, and of one alone nothing is"
                + " sorted; set batch.size to 2 or more, or the loss sigmoid")
        .that(
            "batch",
            batch.tokenBudget().isEmpty() || !objective.couplesRows(),
            "fills micro-batches by tokens, but the loss compares the rows of a micro-batch, which"
                + " must be a fixed number; set batch.size, and leave tokens and packing out")
        .verify();
  }

  /** The table that rows come from, where they come from no file. */
  public String table() {
    return objective.type().table();
  }

  /** Where the weights come from. */
  public enum Init {
    /** The folder's checkpoint. */
    PRETRAINED,
    /** The folder's {@code config.json} and tokenizer, with new weights drawn from the seed. */
    RANDOM
  }

  /**
   * The model to train.
   *
   * @param path a folder in Hugging Face's layout
   * @param threads threads of computation; 0 for all cores
   * @param seed of new weights; without effect on {@link Init#PRETRAINED}
   * @param quantisation of the weights beside the adapter; none for weights as the folder holds
   *     them
   * @param chatTemplate what conversations are rendered by
   */
  @NotYet("device")
  public record Model(
      @Default("samples/model") InputPath path,
      @Default("auto") Precision precision,
      @Default("0") int threads,
      @Default("pretrained") Init init,
      @Default("42") long seed,
      @Default("auto") ChatTemplate chatTemplate,
      Optional<Quantisation> quantisation) {
    public Model {
      new Requirements()
          .atLeast("threads", threads, 0)
          .that(
              "quantisation",
              quantisation.isEmpty() || init == Init.PRETRAINED,
              "stands beside init: random; new weights are not quantised")
          .verify();
    }
  }

  /**
   * The rows to train on.
   *
   * @param table the one of the objective's kind of rows, if given at all
   * @param file JSONL rows in place of a table's; then {@code where} and {@code split} mean nothing
   * @param where a SQL condition on the table's rows
   * @param split the split to train on
   * @param limit the number of rows, the first ones in {@code order}
   * @param validation the rows for the held-out loss; {@code null} for none
   */
  @NotYet({"sources", "version", "changes_since"})
  public record Data(
      Optional<String> table,
      Optional<InputPath> file,
      Optional<String> where,
      @Default("train") String split,
      OptionalInt limit,
      @Default("shuffled") RowOrder order,
      @Default("{}") Optional<Validation> validation) {
    public Data {
      new Requirements()
          .name("table", table.orElse("rows"))
          .that(
              "table", table.isEmpty() || file.isEmpty(), "stands beside file; give one of the two")
          .that(
              "where",
              where.isEmpty() || file.isEmpty(),
              "selects rows of a table, but data.file names a file; leave it out")
          .that(
              "validation",
              file.isPresent() || validation.flatMap(Validation::file).isEmpty(),
              "names a file, but the rows to train on come from a table; name their file in"
                  + " data.file, or a split in data.validation.split")
          .notBlank("split", split)
          .atLeast("limit", limit, 1)
          .verify();
    }
  }

  /**
   * The rows for the held-out loss.
   *
   * @param file JSONL rows; where the training rows come from a file, there are no others
   * @param limit the number of rows, the first ones in the order of the file
   */
  public record Validation(
      @Default("validation") String split, Optional<InputPath> file, @Default("200") int limit) {
    public Validation {
      new Requirements().notBlank("split", split).atLeast("limit", limit, 1).verify();
    }
  }

  /** The update rules. */
  @NotYet({"adafactor"})
  public enum OptimiserType {
    /** Adam with decoupled weight decay (arXiv 1711.05101). */
    ADAMW,
    /** The same with 8-bit moments (arXiv 2110.02861). */
    ADAMW_8BIT,
    /** The same with the moments in a mapped file of the run's folder. */
    PAGED_ADAMW_8BIT,
    /** Descent with momentum. */
    SGD
  }

  /**
   * The update rule.
   *
   * @param betas decay of the first and the second moment; without effect on sgd
   * @param momentum decay of the sum of gradients; without effect on all but sgd
   * @param maxGradNorm gradients are scaled down to this norm; 0 for no limit
   */
  public record Optimiser(
      @Default("adamw") OptimiserType type,
      @Default("2.0e-4") double learningRate,
      @Default("[0.9, 0.999]") List<Double> betas,
      @Default("1.0e-8") double eps,
      @Default("0.9") double momentum,
      @Default("0.0") double weightDecay,
      @Default("1.0") double maxGradNorm) {
    public Optimiser {
      betas = List.copyOf(betas);
      new Requirements()
          .positive("learning_rate", learningRate)
          .that(
              "betas",
              betas.size() == 2 && betas.stream().allMatch(beta -> beta >= 0 && beta < 1),
              "is " + betas + "; expected two numbers from 0 to below 1")
          .positive("eps", eps)
          .that(
              "momentum",
              momentum >= 0 && momentum < 1,
              "is " + momentum + "; expected a number from 0 to below 1")
          .notNegative("weight_decay", weightDecay)
          .notNegative("max_grad_norm", maxGradNorm)
          .verify();
    }
  }

  /**
   * What the run leaves.
   *
   * @param name the run's and the model's name in the tables
   * @param path its folder; {@code runs/NAME} in the warehouse if absent
   * @param merge what the model with the adapter merged into it is written in, too; none for the
   *     adapter alone
   */
  public record Output(
      @Default(Default.RECIPE_NAME) String name,
      Optional<OutputPath> path,
      Optional<Merged> merge) {
    public Output {
      new Requirements().name("name", name).verify();
    }
  }
}
