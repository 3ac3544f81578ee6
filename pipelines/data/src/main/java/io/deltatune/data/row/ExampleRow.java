package io.deltatune.data.row;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A normalised conversation that ends with an answer; table {@code instruction_examples}. */
public record ExampleRow(
    String id,
    String source,
    String groupKey,
    String split,
    List<MessageColumns> prompt,
    String answer,
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
  /** The example that the row holds. */
  public InstructionExample toExample() {
    List<Message> turns = new ArrayList<>(MessageColumns.toMessages(prompt));
    turns.add(new Message(Role.MODEL, answer));
    return new InstructionExample(id, source, groupKey, new Conversation(turns));
  }
}
