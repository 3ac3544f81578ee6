package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of a prompt and several answers of which none is said to be better: an example for each
 * answer, all in the group of the prompt. Answers that are the same give the same example.
 */
public final class ResponsesNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "responses";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return hasAnswers(fields);
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.resultOf(
        () -> {
          List<Example> examples =
              Answers.of(row.fields()).stream()
                  .map(answer -> answer.text())
                  .distinct()
                  .<Example>map(text -> Examples.instruction(row, prompt(row.fields()), text))
                  .toList();
          if (examples.isEmpty()) {
            throw new Rejection(RejectionReason.TOO_FEW_ANSWERS, "the list of answers is empty");
          }
          return examples;
        });
  }

  static boolean hasAnswers(JsonNode fields) {
    return Fields.isList(fields, Answers.LIST)
        && (fields.has("instruction") || Fields.has(fields, Prompts.PROMPT));
  }

  static Turns prompt(JsonNode fields) {
    return fields.has("instruction")
        ? Prompts.user(fields, Prompts.instruction(fields, "input", "context"))
        : Prompts.of(fields, Prompts.PROMPT);
  }
}
