package io.deltatune.model.train;

import java.util.Map;

/**
 * A step as {@code metrics.jsonl} tells it.
 *
 * @param step from 1
 * @param epoch passes over the examples so far, with a fraction
 * @param loss of the step, before its update: a mean over its labelled tokens, pairs or answers
 * @param learningRate the one applied in this step
 * @param gradientNorm before clipping
 * @param tokens real tokens since the start of the run
 * @param extras the objective's own figures, under TRL's names
 */
public record StepMetrics(
    long step,
    double epoch,
    double loss,
    double learningRate,
    double gradientNorm,
    long tokens,
    Map<String, Double> extras) {}
