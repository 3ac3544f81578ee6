package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Conversation;
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
          List<String> answers =
              Answers.of(row.fields()).stream().map(answer -> answer.text()).distinct().toList();
          if (answers.isEmpty()) {
            throw new Rejection(RejectionReason.TOO_FEW_ANSWERS, "the list of answers is empty");
          }
          Conversation prompt = Examples.prompt(prompt(row.fields()).messages());
          long asked = prompt.messages().stream().mapToLong(turn -> turn.content().length()).sum();
          Examples.requireBounded(asked * answers.size());
          return answers.stream()
              .<Example>map(answer -> Examples.instruction(row, prompt, answer))
              .toList();
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
