package io.deltatune.core.normalise;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Example;
import java.util.Set;

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
  public boolean recognises(Set<String> columns) {
    return columns.contains("prompt")
        && (columns.contains("chosen") || columns.contains("rejected"));
  }

  @Override
  public Result<Example> normalise(RawRecord row) {
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
