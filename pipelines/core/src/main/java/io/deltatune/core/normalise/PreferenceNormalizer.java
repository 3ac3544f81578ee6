package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of {@code prompt}, {@code chosen} and {@code rejected}, and perhaps {@code system}: a
 * prompt, a text or a list of turns, with a better and a worse answer.
 */
public final class PreferenceNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "preference";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("prompt") && Pairs.in(fields);
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(() -> Pairs.of(row, Prompts.of(row.fields(), "prompt")));
  }
}
