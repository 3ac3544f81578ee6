package io.deltatune.core.recipe;

import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.Requirements;
import java.util.List;
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
   * @param device {@code auto}, {@code cpu} or {@code cuda:N}
   * @param threads threads of computation; 0 for all cores
   * @param chatTemplate what conversations are rendered by
   * @param quantisation of the weights; none for weights as the folder holds them
   */
  public record Model(
      @Default("samples/model") InputPath path,
      @Default("auto") Precision precision,
      @Default("auto") Residence weights,
      @Default("auto") String device,
      @Default("0") int threads,
      @Default("auto") ChatTemplate chatTemplate,
      Optional<Quantisation> quantisation) {
    public Model {
      new Requirements()
          .that(
              "device",
              device.matches("auto|cpu|cuda(:[0-9]{1,3})?"),
              "is '" + device + "'; expected auto, cpu or cuda:N")
          .atLeast("threads", threads, 0)
          .verify();
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
   * How answers are chosen. The names and their meaning are those of transformers.
   *
   * @param maxNewTokens the longest answer in tokens
   * @param temperature 0: always the most probable token, whatever the limits say
   * @param topK only the best so many tokens; 0: all
   * @param topP only the best tokens that together have this probability; 1: all
   * @param minP only tokens at least this many times as probable as the best one; 0: all
   * @param repetitionPenalty on tokens of prompt and answer; 1: none
   * @param seed with a row's prompt, what decides its draws
   * @param stop texts that end an answer
   * @param batchSize at most so many prompts answered side by side
   * @param memoryMib the memory for that beside the weights; a quarter of what is available if
   *     absent
   */
  public record Decoding(
      @Default("128") int maxNewTokens,
      @Default("0") double temperature,
      @Default("0") int topK,
      @Default("1.0") double topP,
      @Default("0.0") double minP,
      @Default("1.0") double repetitionPenalty,
      @Default("42") long seed,
      @Default("[]") List<String> stop,
      @Default("64") int batchSize,
      OptionalInt memoryMib) {
    public Decoding {
      stop = List.copyOf(stop);
      new Requirements()
          .atLeast("max_new_tokens", maxNewTokens, 1)
          .notNegative("temperature", temperature)
          .atLeast("top_k", topK, 0)
          .that(
              "top_p",
              topP > 0 && topP <= 1,
              "is " + topP + "; expected a number above 0 and at most 1")
          .that("min_p", minP >= 0 && minP <= 1, "is " + minP + "; expected a number from 0 to 1")
          .positive("repetition_penalty", repetitionPenalty)
          .that(
              "stop",
              stop.stream().noneMatch(String::isEmpty),
              "holds an empty text; it would end every answer at its start")
          .atLeast("batch_size", batchSize, 1)
          .atLeast("memory_mib", memoryMib, 1)
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
