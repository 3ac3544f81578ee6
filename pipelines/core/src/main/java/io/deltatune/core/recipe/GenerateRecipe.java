package io.deltatune.core.recipe;

import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.Requirements;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Answers of a model to the prompts of a table.
 *
 * @param adapter a folder in PEFT's layout; none for the model as it is
 * @param run the output name of a training run whose result answers (its adapter over its base, or
 *     its model), instead of {@code model.path} and {@code adapter}
 */
public record GenerateRecipe(
    Model model,
    Optional<InputPath> adapter,
    Optional<String> run,
    Data data,
    Decoding decoding,
    Output output) {
  public GenerateRecipe {
    new Requirements()
        .that(
            "run", run.isEmpty() || adapter.isEmpty(), "stands beside adapter; give one of the two")
        .verify();
  }

  /**
   * The model that answers.
   *
   * @param path a folder in Hugging Face's layout
   * @param threads threads of computation; 0 for all cores
   * @param chatTemplate what conversations are rendered by
   */
  @NotYet({"device", "weights", "quantisation"})
  public record Model(
      @Default("samples/model") InputPath path,
      @Default("auto") Precision precision,
      @Default("0") int threads,
      @Default("auto") ChatTemplate chatTemplate) {
    public Model {
      new Requirements().atLeast("threads", threads, 0).verify();
    }
  }

  /**
   * The rows whose prompts are answered.
   *
   * @param where a SQL condition on the table's rows
   * @param limit the number of rows, the first ones in {@code order}
   */
  @NotYet({"file", "sources", "version"})
  public record Data(
      @Default("instruction_examples") String table,
      Optional<String> where,
      @Default("test") String split,
      OptionalInt limit,
      @Default("file") RowOrder order) {
    public Data {
      new Requirements()
          .name("table", table)
          .notBlank("split", split)
          .atLeast("limit", limit, 1)
          .verify();
    }
  }

  /**
   * How answers are chosen.
   *
   * @param maxNewTokens the longest answer in tokens
   * @param temperature 0: always the most probable token
   * @param batchSize prompts answered side by side
   */
  @NotYet({"top_k", "top_p", "seed", "stop"})
  public record Decoding(
      @Default("128") int maxNewTokens,
      @Default("0") double temperature,
      @Default("8") int batchSize) {
    public Decoding {
      new Requirements()
          .atLeast("max_new_tokens", maxNewTokens, 1)
          .that(
              "temperature",
              temperature == 0,
              "is " + temperature + "; only 0 (the most probable token) is supported yet")
          .atLeast("batch_size", batchSize, 1)
          .verify();
    }
  }

  /**
   * @param name the generations' name in the tables
   */
  public record Output(@Default(Default.RECIPE_NAME) String name) {
    public Output {
      new Requirements().name("name", name).verify();
    }
  }
}
