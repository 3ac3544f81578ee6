/**
 * The command line. Classes here name no type of Spark or DJL, so that help and mistakes in options
 * cost no more than the start of a JVM; what a command does stands in {@code
 * io.deltatune.jobs.work}.
 */
package io.deltatune.jobs.cli;
