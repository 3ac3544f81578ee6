package io.deltatune.core.config;

import com.fasterxml.jackson.core.JsonToken;
import io.deltatune.core.config.Node.Kind;
import java.util.regex.Pattern;

/**
 * What the text of a scalar is. Narrower than YAML 1.1 where that surprises (octal and sexagesimal
 * numbers, {@code yes} and {@code no} are texts), wider where it does too ({@code 1e-4} is a
 * number).
 */
final class Scalars {
  private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+\\.[0-9]*|\\.?[0-9]+)([eE][-+]?[0-9]+)?");
  private static final Pattern EXPONENT = Pattern.compile("[-+]?[0-9]+[eE][-+]?[0-9]+");

  private Scalars() {}

  /** The kind of a token that the YAML parser gave. */
  static Kind kind(JsonToken token, String text) {
    return switch (token) {
      case VALUE_NULL -> Kind.NULL;
      case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> kindOfNumber(text);
      default -> EXPONENT.matcher(text).matches() ? Kind.DECIMAL : Kind.TEXT;
    };
  }

  /** The kind of a text without quotes. */
  static Kind kindOfPlain(String text) {
    return switch (text) {
      case "", "null", "~" -> Kind.NULL;
      case "true", "false" -> Kind.BOOLEAN;
      default -> kindOfNumber(text);
    };
  }

  private static Kind kindOfNumber(String text) {
    if (INTEGER.matcher(text).matches()) {
      return Kind.INTEGER;
    }
    return DECIMAL.matcher(text).matches() && !text.matches("[-+]?0[0-9]+")
        ? Kind.DECIMAL
        : Kind.TEXT;
  }
}
