package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Role;
import java.util.List;

/**
 * Rows of {@code instruction}, {@code output} and perhaps {@code input} and {@code system}, the
 * shape of Stanford Alpaca. The user's turn is the instruction and, on the next line, the input;
 * either may be empty, but not both. LLaMA-Factory's {@code history}, a list of pairs of a question
 * and its answer, goes before.
 */
public final class AlpacaNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "alpaca";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Fields.has(fields, "instruction", "output");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          JsonNode fields = row.fields();
          String user = Prompts.instruction(fields, "input");
          String output = Fields.text(fields, "output");
          Turns turns = history(fields).systemUnlessGiven(Prompts.system(fields));
          return Examples.instruction(row, turns.add(Role.USER, user), output);
        });
  }

  /** The turns before the row's own; none where there is no history. */
  static Turns history(JsonNode fields) {
    Turns turns = new Turns();
    if (Fields.value(fields, "history") == null) {
      return turns;
    }
    for (JsonNode exchange : Fields.list(fields, "history")) {
      if (!exchange.isArray() || exchange.size() != 2) {
        throw Fields.wrongType("history", "a list of pairs", exchange);
      }
      turns.add(Role.USER, Fields.normalText(exchange.get(0), "history"));
      turns.add(Role.MODEL, Fields.normalText(exchange.get(1), "history"));
    }
    return turns;
  }
}
