/**
 * What the commands on files do: a model folder, rows in, rows out. No class here, nor any that it
 * uses, is Spark's.
 */
package io.deltatune.jobs.files;
