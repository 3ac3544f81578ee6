/** Core's metrics in Spark: SQL functions, aggregates, and the tables of scores. */
package io.deltatune.data.metric;
