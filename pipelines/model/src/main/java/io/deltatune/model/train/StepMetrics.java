package io.deltatune.model.train;

/**
 * A step as {@code metrics.jsonl} tells it.
 *
 * @param step from 1
 * @param epoch passes over the examples so far, with a fraction
 * @param loss over all labelled tokens of the step, before its update
 * @param learningRate the one applied in this step
 * @param gradientNorm before clipping
 * @param tokens real tokens since the start of the run
 */
public record StepMetrics(
    long step, double epoch, double loss, double learningRate, double gradientNorm, long tokens) {}
