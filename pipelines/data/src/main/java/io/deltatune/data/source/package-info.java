/**
 * Files, folders, globs, Delta tables and the hub's data sets into rows of JSON text, one row at a
 * time in memory, each with its file and line.
 */
package io.deltatune.data.source;
