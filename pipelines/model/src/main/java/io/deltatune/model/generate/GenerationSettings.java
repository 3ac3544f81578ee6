package io.deltatune.model.generate;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How answers are generated.
 *
 * @param maxNewTokens the longest answer in tokens
 * @param sampling how each token is chosen
 * @param stopStrings texts that end an answer, wherever they begin and end among its tokens; they
 *     are no part of it
 * @param stopTokens tokens that end an answer and are no part of it; empty: those of the model
 * @param logProbabilities what is told of the tokens' log-probabilities
 * @param batching how many answers are generated side by side
 */
public record GenerationSettings(
    int maxNewTokens,
    Sampling sampling,
    List<String> stopStrings,
    Optional<Set<Integer>> stopTokens,
    LogProbabilities logProbabilities,
    Batching batching) {
  /**
   * @throws UserError naming the recipe's key, if a value is out of its range
   */
  public GenerationSettings {
    stopStrings = List.copyOf(stopStrings);
    stopTokens = stopTokens.map(Set::copyOf);
    if (maxNewTokens < 1) {
      throw refused("max_new_tokens is " + maxNewTokens, "it must be at least 1");
    }
    if (stopStrings.stream().anyMatch(String::isEmpty)) {
      throw refused("stop holds an empty text", "it would end every answer at its start");
    }
  }

  private static UserError refused(String problem, String cause) {
    return new UserError(
        ErrorCode.CONFIG, "decoding." + problem, cause, "correct the recipe's section 'decoding'");
  }

  /** The most probable tokens until the model ends its answer. */
  public static GenerationSettings greedy(int maxNewTokens) {
    return new GenerationSettings(
        maxNewTokens,
        Sampling.GREEDY,
        List.of(),
        Optional.empty(),
        LogProbabilities.NONE,
        Batching.AUTOMATIC);
  }

  /** The most probable tokens, for at most so many rows side by side. */
  public static GenerationSettings greedy(int maxNewTokens, int maximumRows) {
    return greedy(maxNewTokens).withBatching(new Batching(maximumRows, OptionalLong.empty()));
  }

  /** These settings with another choice of tokens. */
  public GenerationSettings withSampling(Sampling value) {
    return new GenerationSettings(
        maxNewTokens, value, stopStrings, stopTokens, logProbabilities, batching);
  }

  /** These settings with other texts that end an answer. */
  public GenerationSettings withStopStrings(List<String> value) {
    return new GenerationSettings(
        maxNewTokens, sampling, value, stopTokens, logProbabilities, batching);
  }

  /** These settings with other tokens that end an answer, instead of the model's. */
  public GenerationSettings withStopTokens(Set<Integer> value) {
    return new GenerationSettings(
        maxNewTokens, sampling, stopStrings, Optional.of(value), logProbabilities, batching);
  }

  /** These settings with other log-probabilities. */
  public GenerationSettings withLogProbabilities(LogProbabilities value) {
    return new GenerationSettings(maxNewTokens, sampling, stopStrings, stopTokens, value, batching);
  }

  /** These settings with another number of rows side by side. */
  public GenerationSettings withBatching(Batching value) {
    return new GenerationSettings(
        maxNewTokens, sampling, stopStrings, stopTokens, logProbabilities, value);
  }
}
