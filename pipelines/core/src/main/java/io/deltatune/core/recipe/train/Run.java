package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The course of the run.
 *
 * @param maxSteps ends the run before the epochs are over
 * @param seed of the order of rows, the adapter's initial values and dropout
 * @param evaluateEvery steps between held-out losses; 0 for one before and one after the run
 * @param checkpointEvery steps between checkpoints; 0 for none
 * @param keepCheckpoints how many of the latest checkpoints stay
 * @param logEvery steps between lines of metrics, which tell the mean over them
 * @param maxSkippedInARow a step whose loss or gradient is not finite changes nothing and is
 *     counted; so many one after the other end the run
 * @param best which held-out measurement decides what the run leaves; the last step if absent
 * @param samples questions that are answered on the way
 */
public record Run(
    @Default("1") int epochs,
    OptionalInt maxSteps,
    @Default("42") long seed,
    @Default("50") int evaluateEvery,
    @Default("100") int checkpointEvery,
    @Default("2") int keepCheckpoints,
    @Default("1") int logEvery,
    @Default("3") int maxSkippedInARow,
    Optional<Best> best,
    Optional<Samples> samples) {
  public Run {
    new Requirements()
        .atLeast("epochs", epochs, 1)
        .atLeast("max_steps", maxSteps, 1)
        .atLeast("evaluate_every", evaluateEvery, 0)
        .atLeast("checkpoint_every", checkpointEvery, 0)
        .atLeast("keep_checkpoints", keepCheckpoints, 1)
        .atLeast("log_every", logEvery, 1)
        .atLeast("max_skipped_in_a_row", maxSkippedInARow, 1)
        .that(
            "best",
            best.isEmpty() || evaluateEvery > 0,
            "stands beside evaluate_every: 0; measure held-out rows on the way")
        .verify();
  }
}
