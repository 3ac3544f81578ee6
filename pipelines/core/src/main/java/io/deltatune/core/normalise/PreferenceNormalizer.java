package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Example;
import java.util.List;

/**
 * Rows of the texts {@code prompt}, {@code chosen} and {@code rejected}, and perhaps {@code
 * system}: a prompt of one turn with a better and a worse answer.
 */
public final class PreferenceNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "preference";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("prompt") && (fields.has("chosen") || fields.has("rejected"));
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.resultOf(
        () -> {
          String user = Fields.text(row.fields(), "prompt");
          String chosen = Fields.text(row.fields(), "chosen");
          String rejected = Fields.text(row.fields(), "rejected");
          Conversation prompt =
              Examples.prompt(Fields.optionalContent(row.fields(), "system"), user);
          return Examples.preference(row, prompt, chosen, rejected);
        });
  }
}
