/**
 * Metrics as mergeable statistics: a {@link io.deltatune.core.metric.Metric} counts each row into a
 * few 64-bit integers, which are added in any order, and turns their sum into a score.
 */
package io.deltatune.core.metric;
