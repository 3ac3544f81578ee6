package io.deltatune.data.source;

import java.io.Serializable;

/**
 * What to read of a Delta table.
 *
 * @param version the version that is read, or the last one whose changes are
 * @param changesSince the first version whose changes are read, null for the whole table
 * @param id the table's own id
 */
record TableSource(long version, Long changesSince, String id) implements Serializable {}
