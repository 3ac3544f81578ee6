/** Raw files into tables: reading, normalising, exact duplicates, splits, accounts. */
package io.deltatune.data.ingest;
