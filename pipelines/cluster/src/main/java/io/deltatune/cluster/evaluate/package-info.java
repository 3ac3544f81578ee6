/** Scores of generated answers, as rows. */
package io.deltatune.cluster.evaluate;
