package io.deltatune.jobs.pipeline;

import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.data.table.Warehouse;
import java.util.function.BooleanSupplier;

/**
 * What every job is given.
 *
 * @param codeVersion the version of this program, for records and fingerprints
 * @param interrupted whether the user wants the work to stop
 */
public record StageContext(
    Warehouse warehouse,
    ProgressReporter progress,
    String codeVersion,
    BooleanSupplier interrupted) {}
