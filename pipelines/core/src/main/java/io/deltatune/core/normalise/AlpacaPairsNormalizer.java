package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Role;
import java.util.List;

/**
 * Rows of Alpaca's {@code instruction} and {@code input} with {@code chosen} and {@code rejected}
 * in the place of the output, LLaMA-Factory's ranking form; an {@code output} beside them does not
 * count.
 */
public final class AlpacaPairsNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "alpaca_pairs";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("instruction") && Pairs.in(fields);
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          Turns turns = AlpacaNormalizer.history(row.fields());
          turns.systemUnlessGiven(Prompts.system(row.fields()));
          turns.add(Role.USER, Prompts.instruction(row.fields(), "input"));
          return Pairs.of(row, turns);
        });
  }
}
