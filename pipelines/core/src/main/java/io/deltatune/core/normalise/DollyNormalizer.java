package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of {@code instruction}, {@code context}, {@code response} and {@code category}, the shape of
 * databricks-dolly-15k. The user's turn is the instruction and, on the next line, the context.
 */
public final class DollyNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "dolly";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("instruction") && Fields.has(fields, "response", "context");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          JsonNode fields = row.fields();
          Turns prompt = Prompts.user(fields, Prompts.instruction(fields, "context"));
          return Examples.instruction(row, prompt, Fields.text(fields, "response"));
        });
  }
}
