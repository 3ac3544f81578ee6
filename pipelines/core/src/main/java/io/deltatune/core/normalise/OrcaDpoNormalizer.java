package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of {@code system}, {@code question}, {@code chosen} and {@code rejected}, the shape of
 * Intel/orca_dpo_pairs.
 */
public final class OrcaDpoNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "orca_dpo";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("question") && Pairs.in(fields);
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(() -> Pairs.of(row, Prompts.of(row.fields(), "question")));
  }
}
