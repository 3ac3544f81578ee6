package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of {@code messages}, a list of objects with {@code role} and {@code content}, the last one
 * an answer: the shape of Tulu-v2 and of UltraChat-200k. {@link Turns} tells what a turn may be.
 */
public final class MessagesNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("messages");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          Turns turns = Turns.ofField(row.fields(), "messages");
          turns.systemUnlessGiven(Prompts.system(row.fields()));
          return Examples.instruction(row, turns.messages());
        });
  }
}
