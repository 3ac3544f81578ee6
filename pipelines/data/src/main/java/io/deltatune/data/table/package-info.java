/** The Delta tables of a warehouse: definitions, codecs, and reading and writing them. */
package io.deltatune.data.table;
