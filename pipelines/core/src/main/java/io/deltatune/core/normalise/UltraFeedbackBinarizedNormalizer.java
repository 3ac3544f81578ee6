package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Role;
import java.util.List;

/**
 * Rows of {@code chosen} and {@code rejected} as lists of turns, and perhaps {@code score_chosen}
 * and {@code score_rejected}: ultrafeedback_binarized, TRL's conversational preferences. Lists that
 * begin with the prompt must be the same up to their last turns, and what they share is the prompt,
 * whatever the field {@code prompt} says; where they hold the answers alone, {@code prompt} is the
 * prompt.
 */
public final class UltraFeedbackBinarizedNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "ultrafeedback_binarized";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Fields.isList(fields, Pairs.CHOSEN, Pairs.REJECTED);
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          Turns chosen = Turns.ofField(row.fields(), Pairs.CHOSEN);
          boolean answerAlone =
              !chosen.messages().isEmpty() && chosen.messages().get(0).role() == Role.MODEL;
          if (answerAlone) {
            return Pairs.of(row, Prompts.of(row.fields(), Prompts.PROMPT));
          }
          Turns rejected = Turns.ofField(row.fields(), Pairs.REJECTED);
          chosen.systemUnlessGiven(Prompts.system(row.fields()));
          rejected.systemUnlessGiven(Prompts.system(row.fields()));
          return Pairs.sharing(row, chosen, rejected);
        });
  }
}
