package io.deltatune.data.row;

import java.util.Map;

/** The figures of one logged step; table {@code training_metrics}. */
public record TrainingMetricRow(
    String runId,
    long step,
    String split,
    double loss,
    @Nullable Double learningRate,
    @Nullable Double gradNorm,
    @Nullable Long numTokens,
    Map<String, Double> extras) {}
