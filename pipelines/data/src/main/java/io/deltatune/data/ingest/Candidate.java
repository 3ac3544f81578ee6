package io.deltatune.data.ingest;

import io.deltatune.data.row.MessageColumns;
import io.deltatune.data.row.Nullable;
import io.deltatune.data.table.ExampleKind;
import java.util.List;

/**
 * A source row and one of the examples that it gave, or why it gave none; as it is staged between
 * reading and deciding. A row that gave several examples has several candidates, the first of which
 * carries the row's text.
 *
 * @param id {@code raw_records.id} of the row
 * @param fileOrder the file's place in the recipe
 * @param part which of the row's examples, from 1
 * @param parts how many there are
 * @param kind an {@link ExampleKind}'s label, {@link #REJECTED}, {@link #PENDING}, {@link #JOINED}
 *     or {@link #READ}
 * @param hash SHA-256 of the row's text as read
 * @param raw the row's text, masked where the recipe says so; sealed while it is pending
 * @param exampleId of the example, also of one that was refused
 * @param joined the other rows that the example was made of
 * @param bands hashed bands of its MinHash signature, for near duplicates
 * @param overlaps what it shares with benchmarks
 * @param findings what the rules of quality found, {@code rule:action}
 * @param reason why there is no example
 */
record Candidate(
    String id,
    String source,
    String file,
    int fileOrder,
    long line,
    int part,
    int parts,
    String kind,
    String hash,
    @Nullable String raw,
    @Nullable String exampleId,
    @Nullable String groupKey,
    @Nullable List<MessageColumns> prompt,
    @Nullable String answer,
    @Nullable String chosen,
    @Nullable String rejected,
    @Nullable Double chosenScore,
    @Nullable Double rejectedScore,
    @Nullable Boolean desirable,
    @Nullable String text,
    @Nullable String language,
    List<String> flags,
    @Nullable Integer promptTokens,
    @Nullable Integer answerTokens,
    List<JoinedRow> joined,
    List<Long> bands,
    List<OverlapColumns> overlaps,
    List<String> findings,
    @Nullable String reason,
    @Nullable String detail) {
  /** No example: {@code reason} and {@code detail} say why. */
  static final String REJECTED = "rejected";

  /** A part of a whole: {@code detail} names the normaliser, {@code groupKey} the whole's hash. */
  static final String PENDING = "pending";

  /** The row became part of examples that are told to be from other rows of its whole. */
  static final String JOINED = "joined";

  /** No row: {@code line} is how many rows a task read of a file. Its {@code part} is 0. */
  static final String READ = "read";

  /** A row that was joined into an example. */
  record JoinedRow(String id, String file, long line) {}

  /** A document of a benchmark that the example shares text with. */
  record OverlapColumns(
      String benchmark,
      String documentFile,
      long documentLine,
      String field,
      String kind,
      int ngrams,
      double share,
      String sample) {}
}
