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
    @Nullable Double chosenScore,
    @Nullable Double rejectedScore,
    @Nullable String language,
    List<String> flags,
    @Nullable Integer promptTokens,
    @Nullable Integer answerTokens,
    @Nullable String tokenizer,
    List<RowPlace> joined,
    String file,
    long line,
    String runId,
    Instant ingestedAt) {
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
        score(chosenScore),
        score(rejectedScore));
  }

  private static OptionalDouble score(Double score) {
    return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
  }
}
