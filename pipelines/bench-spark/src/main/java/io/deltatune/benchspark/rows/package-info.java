/** Rows of the shapes and lengths of published data, as many as wanted, the same from a seed. */
package io.deltatune.benchspark.rows;
