package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of {@code instruction}, {@code output} and perhaps {@code input} and {@code system}, the
 * shape of Stanford Alpaca. The user's turn is the instruction and, on the next line, the input;
 * either may be empty, but not both.
 */
public final class AlpacaNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "alpaca";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("instruction") || fields.has("output");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.resultOf(
        () -> {
          ObjectNode fields = row.fields();
          String instruction = Fields.text(fields, "instruction");
          Optional<String> input = Fields.optionalContent(fields, "input");
          Optional<String> system = Fields.optionalContent(fields, "system");
          String output = Fields.text(fields, "output");
          String user =
              input
                  .map(text -> instruction.isBlank() ? text : instruction + "\n" + text)
                  .orElse(instruction);
          List<Message> messages = new ArrayList<>(Examples.prompt(system, user).messages());
          messages.add(new Message(Role.MODEL, output));
          Conversation conversation = Examples.conversation(messages);
          return Examples.instruction(row, conversation);
        });
  }
}
