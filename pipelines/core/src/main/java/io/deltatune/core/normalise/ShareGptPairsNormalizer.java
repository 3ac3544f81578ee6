package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of {@code conversations} that end with the user, and {@code chosen} and {@code rejected},
 * each the model's turn as an object: LLaMA-Factory's ranking form of ShareGPT.
 */
public final class ShareGptPairsNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  private static final String[] CONVERSATION = {"conversations", "conversation", "messages"};

  @Override
  public String name() {
    return "sharegpt_pairs";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Fields.has(fields, "conversations", "conversation", "messages") && Pairs.in(fields);
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          Turns turns = Turns.ofField(row.fields(), CONVERSATION);
          return Pairs.of(row, turns.systemUnlessGiven(Prompts.system(row.fields())));
        });
  }
}
