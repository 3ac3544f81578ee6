/** Training over tables: rows become token sequences, the run's records become rows. */
package io.deltatune.cluster.train;
