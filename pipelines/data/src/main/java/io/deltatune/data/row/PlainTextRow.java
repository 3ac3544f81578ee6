package io.deltatune.data.row;

import io.deltatune.core.example.PlainText;
import java.time.Instant;
import java.util.List;

/** A text for pre-training; table {@code plain_texts}. */
public record PlainTextRow(
    String id,
    String source,
    String groupKey,
    String split,
    String text,
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
  /** The text that the row holds. */
  public PlainText toPlainText() {
    return new PlainText(id, source, groupKey, text);
  }
}
