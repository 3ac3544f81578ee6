package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.PlainText;
import io.deltatune.core.hash.ContentHash;
import java.util.List;

/** Rows of a {@code text} to learn as a whole: pre-training. */
public final class PlainTextNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "plain_text";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("text");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          String text = Fields.text(row.fields(), "text");
          if (text.isBlank()) {
            throw new Rejection(RejectionReason.EMPTY_ANSWER, "the field 'text' is empty");
          }
          String group =
              Fields.group(row.fields(), "group").orElseGet(() -> ContentHash.ofText(text));
          return PlainText.of(row.source(), group, text);
        });
  }
}
