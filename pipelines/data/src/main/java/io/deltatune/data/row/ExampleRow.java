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
    String file,
    long line,
    String runId,
    Instant ingestedAt) {
  /** The row of an example that was read from a line of a file. */
  public static ExampleRow of(
      InstructionExample example,
      String split,
      String file,
      long line,
      String runId,
      Instant ingestedAt) {
    return new ExampleRow(
        example.id(),
        example.source(),
        example.group(),
        split,
        MessageColumns.of(example.promptTurns()),
        example.answer(),
        file,
        line,
        runId,
        ingestedAt);
  }

  /** The example that the row holds. */
  public InstructionExample toExample() {
    List<Message> turns = new ArrayList<>(MessageColumns.toMessages(prompt));
    turns.add(new Message(Role.MODEL, answer));
    return new InstructionExample(id, source, groupKey, new Conversation(turns));
  }
}
