package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of a prompt ({@code prompt}, {@code question}, {@code query} or {@code input}) and its
 * answer ({@code response}, {@code answer}, {@code completion} or {@code output}), and perhaps
 * {@code system}: GSM8K, OpenOrca, TRL's prompt-completion. Either may be a list of turns.
 */
public final class PromptResponseNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  private static final String[] ANSWER = {"response", "answer", "completion", "output"};

  @Override
  public String name() {
    return "prompt_response";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Fields.has(fields, Prompts.PROMPT)
        && Fields.has(fields, ANSWER)
        && !fields.has("instruction");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          JsonNode fields = row.fields();
          Turns prompt = Prompts.of(fields, Prompts.PROMPT);
          return Examples.instruction(row, prompt, Prompts.answer(fields, ANSWER));
        });
  }
}
