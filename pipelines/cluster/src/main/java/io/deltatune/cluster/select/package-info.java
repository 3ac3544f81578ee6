/** Which rows of a table a job works on, in which order. */
package io.deltatune.cluster.select;
