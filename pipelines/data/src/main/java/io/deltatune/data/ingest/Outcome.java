package io.deltatune.data.ingest;

import io.deltatune.data.row.MessageColumns;
import io.deltatune.data.row.Nullable;
import java.util.List;

/**
 * A source row and what became of it: an example, a pair, or a rejection, whose columns are then
 * filled.
 *
 * @param id {@code raw_records.id}
 * @param fileOrder the file's place in the recipe
 * @param kind {@link #EXAMPLE}, {@link #PAIR} or {@link #REJECTED}
 * @param split the split of the group if it has none yet
 */
record Outcome(
    String id,
    String source,
    String file,
    int fileOrder,
    long line,
    String hash,
    String text,
    String kind,
    @Nullable String exampleId,
    @Nullable String groupKey,
    @Nullable String split,
    @Nullable List<MessageColumns> prompt,
    @Nullable String answer,
    @Nullable String chosen,
    @Nullable String rejected,
    @Nullable String reason,
    @Nullable String detail) {
  static final String EXAMPLE = "example";
  static final String PAIR = "pair";
  static final String REJECTED = "rejected";
}
