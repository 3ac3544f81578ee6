package io.deltatune.cluster.train;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a training run did.
 *
 * @param runId its row in {@code training_runs}
 * @param folder the run's folder
 * @param result the folder of the adapter or model that came out
 * @param resultHash its content hash
 * @param merged the folder of the model with the adapter merged into it, where it was asked for
 * @param withoutLabels rows left out because no answer token was within the greatest length
 * @param skipped steps that were not applied, since their loss or gradient was not finite
 * @param resumedFrom the step of the checkpoint that it continued from
 */
public record TrainReport(
    String runId,
    Path folder,
    Path result,
    String resultHash,
    Optional<Path> merged,
    long rows,
    int withoutLabels,
    long steps,
    long skipped,
    long tokens,
    OptionalDouble heldOutLossBefore,
    OptionalDouble heldOutLossAfter,
    OptionalLong resumedFrom) {}
