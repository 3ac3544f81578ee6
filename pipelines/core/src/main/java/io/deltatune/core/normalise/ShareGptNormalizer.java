package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of {@code conversations} (also {@code conversation} or {@code items}), a list of objects
 * with {@code from} and {@code value}, and perhaps {@code system}: the shape of ShareGPT. Where the
 * list begins with a system turn, that one counts and the field {@code system} does not.
 */
public final class ShareGptNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  static final String[] CONVERSATION = {"conversations", "conversation", "items"};

  @Override
  public String name() {
    return "sharegpt";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Fields.has(fields, "conversations", "conversation") || Fields.isList(fields, "items");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          Turns turns = Turns.ofField(row.fields(), CONVERSATION);
          turns.systemUnlessGiven(Prompts.system(row.fields()));
          return Examples.instruction(row, turns.messages());
        });
  }
}
