/** Statistics of the tables of examples. */
package io.deltatune.data.statistics;
