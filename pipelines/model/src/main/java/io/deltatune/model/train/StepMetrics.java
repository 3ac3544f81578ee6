package io.deltatune.model.train;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A step as {@code metrics.jsonl} tells it.
 *
 * @param step from 1
 * @param epoch passes over the examples so far, with a fraction
 * @param loss of the step, before its update: a mean over its labelled tokens, pairs or answers
 * @param learningRate the one applied in this step
 * @param gradientNorm before clipping
 * @param tokens real tokens since the start of the run
 * @param skippedSteps steps since the start of the run that were not applied
 * @param skipped why this one was not; empty if it was
 * @param extras the objective's own figures, under TRL's names
 */
public record StepMetrics(
    long step,
    double epoch,
    double loss,
    double learningRate,
    double gradientNorm,
    long tokens,
    long skippedSteps,
    Optional<Skipped> skipped,
    Map<String, Double> extras) {
  /** The same with the means over the steps since the last line. */
  StepMetrics with(double meanLoss, Map<String, Double> means) {
    return new StepMetrics(
        step, epoch, meanLoss, learningRate, gradientNorm, tokens, skippedSteps, skipped, means);
  }

  /**
   * Why a step was not applied.
   *
   * @param cause in words
   * @param rows the rows among which the fault lies, as their user calls them
   */
  public record Skipped(String cause, List<String> rows) {
    public Skipped {
      rows = List.copyOf(rows);
    }

    @Override
    public String toString() {
      return cause + " in " + String.join(", ", rows);
    }
  }
}
