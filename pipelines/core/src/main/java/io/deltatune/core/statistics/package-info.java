/** Mergeable statistics over the rows of a dataset. */
package io.deltatune.core.statistics;
