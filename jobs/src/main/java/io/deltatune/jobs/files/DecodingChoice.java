package io.deltatune.jobs.files;

import java.util.List;
import java.util.OptionalLong;

/**
 * How answers are chosen, as the command line says it; the names are those of a recipe's section
 * {@code decoding}.
 *
 * @param temperature 0: always the most probable token
 * @param topK 0 for all tokens
 * @param topP 1 for all tokens
 * @param minP 0 for all tokens
 * @param repetitionPenalty 1 for none
 * @param stopStrings texts that end an answer and are no part of it
 * @param batchSize the most rows side by side
 * @param memoryMib memory beside the weights; empty: a quarter of what the machine has available
 */
public record DecodingChoice(
    int maxNewTokens,
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    long seed,
    List<String> stopStrings,
    int batchSize,
    OptionalLong memoryMib) {
  public DecodingChoice {
    stopStrings = List.copyOf(stopStrings);
  }
}
