/** Where Spark meets DJL: training, generation and evaluation over the tables. */
package io.deltatune.cluster;
