package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of an {@code instruction} and its {@code instances}, a list of objects with {@code input}
 * and {@code output}, the shape of self-instruct's seed tasks: an example for each instance, all in
 * the group of the first.
 */
public final class SelfInstructNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "self_instruct";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("instruction") && fields.has("instances");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.resultOf(() -> examples(row));
  }

  private static List<Example> examples(RawRecord row) {
    String instruction = Fields.text(row.fields(), "instruction");
    List<Example> examples = new ArrayList<>();
    long characters = 0;
    for (JsonNode instance : Fields.list(row.fields(), "instances")) {
      String user =
          Fields.optionalContent(instance, "input")
              .map(input -> instruction.isBlank() ? input : instruction + "\n" + input)
              .orElse(instruction);
      characters += user.length();
      Examples.requireBounded(characters);
      Turns prompt = Prompts.user(row.fields(), user);
      examples.add(Examples.instruction(row, prompt, Fields.text(instance, "output")));
    }
    if (examples.isEmpty()) {
      throw new Rejection(RejectionReason.EMPTY_ANSWER, "the list 'instances' is empty");
    }
    String group = examples.get(0).group();
    return examples.stream().map(example -> example.withGroup(group)).toList();
  }
}
