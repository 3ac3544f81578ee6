package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of {@code chosen_messages} and {@code rejected_messages}, two conversations that differ in
 * their last turns only: the first version of LLaMA-Factory's own form.
 */
public final class MessagePairsNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "message_pairs";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Fields.has(fields, "chosen_messages", "rejected_messages");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () ->
            Pairs.sharing(
                row,
                Turns.ofField(row.fields(), "chosen_messages"),
                Turns.ofField(row.fields(), "rejected_messages")));
  }
}
