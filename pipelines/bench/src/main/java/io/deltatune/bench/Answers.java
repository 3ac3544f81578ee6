package io.deltatune.bench;

import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.generate.Batching;
import io.deltatune.model.generate.Generation;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.generate.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Greedy answers of a fixed length.
 *
 * @param tokens the new tokens of each prompt
 * @param seconds from the call to its end
 * @param firstSeconds from the call to the first new token of any prompt
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answers(int[][] tokens, double seconds, double firstSeconds) {
  /** Answers prompts; nothing ends an answer before its length. */
  public static Answers of(Generator generator, int[][] prompts, int newTokens, int rows) {
    List<Prompt> asked = new ArrayList<>();
    for (int i = 0; i < prompts.length; i++) {
      asked.add(new Prompt(i, prompts[i]));
    }
    GenerationSettings settings =
        GenerationSettings.greedy(newTokens)
            .withStopTokens(Set.of())
            .withBatching(new Batching(rows, OptionalLong.empty()));
    long start = System.nanoTime();
    double[] first = new double[1];
    List<Generation> found =
        generator.generate(
            asked,
            settings,
            ProgressReporter.SILENT.start("", "rows", prompts.length),
            (row, text, tokens) -> {
              if (first[0] == 0) {
                first[0] = seconds(start);
              }
              return true;
            });
    int[][] tokens = found.stream().map(Generation::tokens).toArray(int[][]::new);
    return new Answers(tokens, seconds(start), first[0]);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
