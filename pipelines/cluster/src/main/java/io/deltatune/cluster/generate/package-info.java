/** Answers to the prompts of a table, generated on Spark's executors. */
package io.deltatune.cluster.generate;
