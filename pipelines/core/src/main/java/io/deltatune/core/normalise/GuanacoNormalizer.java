package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.util.List;

/**
 * Rows of a {@code text} that is a transcript of {@code ### Human: } and {@code ### Assistant: }
 * turns, the shape of openassistant-guanaco. A question without an answer at the end is left out.
 */
public final class GuanacoNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "guanaco";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    JsonNode text = fields.get("text");
    return text != null && text.isTextual() && Transcript.GUANACO.begins(text.textValue());
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          List<Message> turns =
              Transcript.GUANACO.read(Fields.text(row.fields(), "text")).messages();
          int last = turns.size() - 1;
          boolean open = last > 0 && turns.get(last).role() == Role.USER;
          return Examples.instruction(row, open ? turns.subList(0, last) : turns);
        });
  }
}
