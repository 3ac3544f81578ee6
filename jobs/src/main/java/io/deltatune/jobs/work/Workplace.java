package io.deltatune.jobs.work;

import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.RunLog;
import java.util.function.BooleanSupplier;

/**
 * Where a command does its work.
 *
 * @param warehouse the folder of the tables, any Hadoop path
 * @param console where messages and results go
 * @param log the file that takes the noise
 * @param interrupted whether the user wants the work to stop
 */
public record Workplace(
    String warehouse, Console console, RunLog log, BooleanSupplier interrupted) {}
