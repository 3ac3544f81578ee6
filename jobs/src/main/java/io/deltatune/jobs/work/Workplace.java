package io.deltatune.jobs.work;

import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.RunLog;

/**
 * Where a command does its work.
 *
 * @param warehouse the folder of the tables, any Hadoop path
 * @param console where messages and results go
 * @param log the file that takes the noise
 */
public record Workplace(String warehouse, Console console, RunLog log) {}
