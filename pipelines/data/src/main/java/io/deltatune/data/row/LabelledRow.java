package io.deltatune.data.row;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.LabelledAnswer;
import java.time.Instant;
import java.util.List;

/** A prompt with one answer and a verdict on it; table {@code labelled_answers}. */
public record LabelledRow(
    String id,
    String source,
    String groupKey,
    String split,
    List<MessageColumns> prompt,
    String answer,
    boolean desirable,
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
  /** The labelled answer that the row holds. */
  public LabelledAnswer toLabelledAnswer() {
    Conversation conversation = new Conversation(MessageColumns.toMessages(prompt));
    return new LabelledAnswer(id, source, groupKey, conversation, answer, desirable);
  }
}
