package io.deltatune.jobs.cli;

import io.deltatune.jobs.files.DecodingChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** How answers are chosen; names and meanings are Hugging Face's. */
final class DecodingOptions {
  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description = "The longest answer in tokens; default: 128, in chat 1024.")
  private Optional<Integer> maxNewTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "Default: 0, always the most probable token.")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Only the K best tokens; default: 0, all.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description = "Only the best tokens of this probability together; default: 1, all.")
  private double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0",
      description = "Only tokens this many times as probable as the best one; default: 0, all.")
  private double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "F",
      defaultValue = "1",
      description = "Makes tokens that occurred less probable; default: 1, none.")
  private double repetitionPenalty;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of the draws; a row's answer depends on it and the row's id; default: 42.")
  private long seed;

  @Option(
      names = {"--stop-strings", "--stop"},
      paramLabel = "TEXT",
      description = "A text that ends an answer; may be repeated.")
  private List<String> stopStrings = new ArrayList<>();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "The most rows side by side; default: 64.")
  private int batchSize;

  @Option(
      names = "--memory-mib",
      paramLabel = "MIB",
      description = "Memory beside the weights; default: a quarter of what is available.")
  private Optional<Long> memoryMib;

  /**
   * @param usualLength the longest answer where none is given
   */
  DecodingChoice choice(int usualLength) {
    return new DecodingChoice(
        maxNewTokens.orElse(usualLength),
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        seed,
        stopStrings,
        batchSize,
        memoryMib.map(OptionalLong::of).orElseGet(OptionalLong::empty));
  }
}
