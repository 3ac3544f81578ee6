package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Conversations ({@code messages} or ShareGPT's {@code conversations}) with the {@code tools} that
 * the model may call, as a list or as the JSON text of one: LLaMA-Factory's glaive, OpenAI's
 * fine-tuning files. The system turn ends with {@code Tools:} and the list on the next line; {@link
 * Turns} tells how calls and what they give back become turns.
 */
public final class ToolCallsNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  private static final String[] CONVERSATION = {"messages", "conversations", "conversation"};

  @Override
  public String name() {
    return "tool_calls";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Fields.has(fields, "tools", "functions") && Fields.has(fields, CONVERSATION);
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          JsonNode fields = row.fields();
          Turns turns = Turns.ofField(fields, CONVERSATION);
          turns.systemUnlessGiven(Prompts.system(fields));
          ToolCalls.systemText(fields).ifPresent(turns::appendToSystem);
          return Examples.instruction(row, turns.messages());
        });
  }
}
