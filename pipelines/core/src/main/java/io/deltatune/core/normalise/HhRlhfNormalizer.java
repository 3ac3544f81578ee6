package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of {@code chosen} and {@code rejected}, two transcripts of {@code Human:} and {@code
 * Assistant:} turns that differ in their last answers only: Anthropic's HH-RLHF.
 */
public final class HhRlhfNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "hh_rlhf";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Pairs.in(fields) && !fields.has("prompt");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () ->
            Pairs.sharing(
                row,
                Transcript.HH.read(Fields.text(row.fields(), Pairs.CHOSEN)),
                Transcript.HH.read(Fields.text(row.fields(), Pairs.REJECTED))));
  }
}
