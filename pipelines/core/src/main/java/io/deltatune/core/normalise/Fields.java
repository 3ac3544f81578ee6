package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.hash.ContentHash;
import java.util.Optional;

/** A row's fields, or the rejection of the row. */
final class Fields {
  private Fields() {}

  /** A text that must be there, in normal form. */
  static String text(JsonNode object, String field) {
    return optionalText(object, field)
        .orElseThrow(
            () ->
                new Rejection(
                    RejectionReason.MISSING_FIELD,
                    "the field '" + field + "' is " + (object.has(field) ? "null" : "absent")));
  }

  /** A text that may be absent or null, in normal form. */
  static Optional<String> optionalText(JsonNode object, String field) {
    JsonNode value = object.get(field);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrongType(field, "a text", value);
    }
    return Optional.of(NormalText.of(value.textValue()));
  }

  /** As {@link #optionalText}, absent too where it is nothing but white space. */
  static Optional<String> optionalContent(JsonNode object, String field) {
    return optionalText(object, field).filter(text -> !text.isBlank());
  }

  static Rejection wrongType(String field, String expected, JsonNode found) {
    String kind =
        switch (found.getNodeType()) {
          case ARRAY -> "a list";
          case OBJECT -> "an object";
          case NUMBER -> "a number";
          case BOOLEAN -> "true or false";
          case NULL -> "null";
          default -> "a text";
        };
    return new Rejection(
        RejectionReason.WRONG_TYPE,
        "the field '" + field + "' should be " + expected + " but is " + kind);
  }

  /** What must not be divided between splits: the row's own {@code group}, else its prompt. */
  static String group(RawRecord row, Conversation prompt) {
    return group(row, "group")
        .orElseGet(() -> ContentHash.ofPrompt(GemmaChatTemplate.renderPrompt(prompt)));
  }

  /** The group that a field names, by a text or a whole number. */
  static Optional<String> group(RawRecord row, String field) {
    JsonNode value = row.fields().get(field);
    if (value != null && value.isIntegralNumber()) {
      return Optional.of(value.asText());
    }
    return optionalContent(row.fields(), field);
  }
}
