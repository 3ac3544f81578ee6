/** The sample data and the untrained sample model, written from a seed. */
package io.deltatune.cluster.sample;
