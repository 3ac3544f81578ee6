package io.deltatune.data.row;

import java.time.Instant;

/** A finished training run; table {@code training_runs}. */
public record TrainingRunRow(
    String id,
    String name,
    String recipeHash,
    String recipe,
    String objective,
    String baseModel,
    @Nullable String resultModel,
    String dataTable,
    @Nullable String dataVersion,
    long rows,
    @Nullable Long rowsLeftOut,
    long steps,
    @Nullable Long skippedSteps,
    long tokens,
    @Nullable Double firstLoss,
    @Nullable Double lastLoss,
    @Nullable Double validationLossBefore,
    @Nullable Double validationLossAfter,
    @Nullable Long bestStep,
    long trainableParameters,
    long seed,
    String precision,
    String precisionReason,
    String device,
    int threads,
    @Nullable Long resumedFromStep,
    @Nullable String resumedWith,
    @Nullable Long peakMemory,
    String path,
    String codeVersion,
    Instant startedAt,
    Instant finishedAt) {}
