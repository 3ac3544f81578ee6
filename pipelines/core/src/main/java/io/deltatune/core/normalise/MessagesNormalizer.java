package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of {@code messages}, a list of objects with {@code role} (system, user, assistant or model)
 * and {@code content}, the last one an answer. An empty system message is left out.
 */
public final class MessagesNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("messages");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.resultOf(
        () -> Examples.instruction(row, Examples.conversation(messages(row.fields()))));
  }

  private static List<Message> messages(JsonNode fields) {
    JsonNode list = fields.get("messages");
    if (list == null || list.isNull()) {
      throw new Rejection(RejectionReason.MISSING_FIELD, "the field 'messages' is absent or null");
    }
    if (!list.isArray()) {
      throw Fields.wrongType("messages", "a list", list);
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode element : list) {
      if (!element.isObject()) {
        throw Fields.wrongType("messages", "a list of objects", element);
      }
      Message message = new Message(role(element), Fields.text(element, "content"));
      if (message.role() != Role.SYSTEM || !message.content().isBlank()) {
        messages.add(message);
      }
    }
    return messages;
  }

  private static Role role(JsonNode element) {
    try {
      return Role.ofLabel(Fields.text(element, "role"));
    } catch (IllegalArgumentException e) {
      throw new Rejection(RejectionReason.BAD_TURNS, e.getMessage());
    }
  }
}
