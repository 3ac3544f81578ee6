/**
 * Main classes for {@code spark-submit}: each takes what stands behind its verb on the command
 * line, {@code spark-submit --class io.deltatune.jobs.TrainMain deltatune-jobs.jar RECIPE --set
 * a.b=c}.
 */
package io.deltatune.jobs;
