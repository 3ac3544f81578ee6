package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row's fields, or the rejection of the row. Where several names are given, the first that is
 * there and not null counts; messages name the first of all.
 */
final class Fields {
  private static final int LONGEST_NAME = 40;

  private Fields() {}

  /** Whether one of the fields is there, even if it is null. */
  static boolean has(JsonNode object, String... names) {
    for (String name : names) {
      if (object.has(name)) {
        return true;
      }
    }
    return false;
  }

  /** The value of the first field that is there and not null; null if none is. */
  static JsonNode value(JsonNode object, String... names) {
    for (String name : names) {
      JsonNode value = object.get(name);
      if (value != null && !value.isNull()) {
        return value;
      }
    }
    return null;
  }

  /** As {@link #value}, which must be there. */
  static JsonNode present(JsonNode object, String... names) {
    JsonNode value = value(object, names);
    if (value == null) {
      throw missing(object, names[0]);
    }
    return value;
  }

  static Rejection missing(JsonNode object, String name) {
    return new Rejection(
        RejectionReason.MISSING_FIELD,
        "the field '" + name + "' is " + (object.has(name) ? "null" : "absent"));
  }

  /** A text that must be there, in normal form. */
  static String text(JsonNode object, String... names) {
    return normalText(present(object, names), names[0]);
  }

  /** A text that may be absent or null, in normal form. */
  static Optional<String> optionalText(JsonNode object, String... names) {
    JsonNode value = value(object, names);
    return value == null ? Optional.empty() : Optional.of(normalText(value, names[0]));
  }

  /** As {@link #optionalText}, absent too where it is nothing but white space. */
  static Optional<String> optionalContent(JsonNode object, String... names) {
    return optionalText(object, names).filter(text -> !text.isBlank());
  }

  /** The normal form of a value that must be a text. */
  static String normalText(JsonNode value, String name) {
    if (!value.isTextual()) {
      throw wrongType(name, "a text", value);
    }
    return NormalText.of(value.textValue());
  }

  /** A list that must be there. A text that holds a JSON list is one, as in a CSV file's cell. */
  static JsonNode list(JsonNode object, String... names) {
    JsonNode value = present(object, names);
    JsonNode list = isWrittenList(value) ? RowJson.list(value.textValue()) : value;
    if (list == null || !list.isArray()) {
      throw wrongType(names[0], "a list", value);
    }
    return list;
  }

  /** Whether one of the fields holds a list, or the text of a list of objects. */
  static boolean isList(JsonNode object, String... names) {
    JsonNode value = value(object, names);
    return value != null && (value.isArray() || isWrittenList(value));
  }

  private static boolean isWrittenList(JsonNode value) {
    if (!value.isTextual()) {
      return false;
    }
    String text = value.textValue();
    return text.startsWith("[{") || text.startsWith("[\"") || text.startsWith("[\n");
  }

  /** A number, also where it is written as a text; absent where it is neither or not finite. */
  static OptionalDouble number(JsonNode value) {
    double number = Double.NaN;
    if (value != null && value.isNumber()) {
      number = value.doubleValue();
    } else if (value != null && value.isTextual() && value.textValue().length() < LONGEST_NAME) {
      try {
        number = Double.parseDouble(value.textValue());
      } catch (NumberFormatException e) {
        return OptionalDouble.empty();
      }
    }
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
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

  /** The group that a field names, by a text or a whole number. */
  static Optional<String> group(JsonNode fields, String field) {
    JsonNode value = fields.get(field);
    if (value != null && value.isIntegralNumber()) {
      return Optional.of(value.asText());
    }
    return optionalContent(fields, field);
  }

  /** The names of a row's fields, for a message: not more than a line. */
  static String names(JsonNode fields) {
    List<String> names = new ArrayList<>();
    var all = fields.fieldNames();
    while (all.hasNext() && names.size() < 12) {
      names.add(shortened(all.next()));
    }
    names.sort(null);
    int left = fields.size() - names.size();
    return String.join(", ", names) + (left > 0 ? " and " + left + " more" : "");
  }

  /** A name from a row, cut so that a message stays short. */
  static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
  }
}
