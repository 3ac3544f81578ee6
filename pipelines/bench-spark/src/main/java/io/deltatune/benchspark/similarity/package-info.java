/** Near duplicates as the product finds them, beside all pairs of a sample. */
package io.deltatune.benchspark.similarity;
