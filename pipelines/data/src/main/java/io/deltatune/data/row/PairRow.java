package io.deltatune.data.row;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.PreferencePair;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** A prompt with a better and a worse answer; table {@code preference_pairs}. */
public record PairRow(
    String id,
    String source,
    String groupKey,
    String split,
    List<MessageColumns> prompt,
    String chosen,
    String rejected,
    String file,
    long line,
    String runId,
    Instant ingestedAt) {
  /** The row of a pair that was read from a line of a file. */
  public static PairRow of(
      PreferencePair pair, String split, String file, long line, String runId, Instant ingestedAt) {
    return new PairRow(
        pair.id(),
        pair.source(),
        pair.group(),
        split,
        MessageColumns.of(pair.promptTurns()),
        pair.chosen(),
        pair.rejected(),
        file,
        line,
        runId,
        ingestedAt);
  }

  /** The pair that the row holds. */
  public PreferencePair toPair() {
    Conversation conversation = new Conversation(MessageColumns.toMessages(prompt));
    return new PreferencePair(
        id,
        source,
        groupKey,
        conversation,
        chosen,
        rejected,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }
}
