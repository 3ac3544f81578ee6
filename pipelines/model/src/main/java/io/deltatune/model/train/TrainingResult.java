package io.deltatune.model.train;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a run ended.
 *
 * @param steps steps done in all, those before a resume included
 * @param skipped those of them that were not applied, since their loss or gradient was not finite
 * @param tokens real tokens in all
 * @param bestStep the step whose parameters are left, where the best one was sought
 * @param firstEvaluation the held-out loss before training; empty without held-out examples
 * @param lastEvaluation the held-out loss of what is left at the end
 * @param complete false if a listener stopped it
 */
public record TrainingResult(
    long steps,
    long skipped,
    long tokens,
    OptionalLong bestStep,
    Optional<Evaluation> firstEvaluation,
    Optional<Evaluation> lastEvaluation,
    boolean complete) {}
