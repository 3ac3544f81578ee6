/**
 * Training runs as recipes describe them, over rows that are given; nothing here knows of Spark.
 */
package io.deltatune.model.run;
