/**
 * Which rows of a run are kept, and in which split: exact and near duplicates, groups, sizes.
 *
 * <p>All of it works on columns of numbers, by key: a row is a 64-bit hash of its example's id (at
 * 10^8 rows the probability that any two share one is 3 in 10,000, and then one of them is taken
 * for a near duplicate of what the other is like). Texts are read only of rows that may be near
 * duplicates.
 */
package io.deltatune.data.settle;
