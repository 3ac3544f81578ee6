package io.deltatune.jobs.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.Character.UnicodeScript;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Map;

/** Values as texts, and texts in the columns of a terminal. */
final class Cells {
  private static final MathContext SIX_DIGITS = new MathContext(6);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Cells() {}

  /** For people: one line, numbers with six significant digits. */
  static String brief(Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Double || value instanceof Float) {
      return rounded(((Number) value).doubleValue());
    }
    return exact(value).replace("\r", "").replace("\n", "⏎").replace("\t", " ");
  }

  /** For programs: the value as it is; lists and maps as JSON. */
  static String exact(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Map || value instanceof Collection) {
      return json(value);
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Columns of the terminal that a text takes. */
  static int width(String text) {
    return text.codePoints().map(Cells::width).sum();
  }

  /** A text of at most {@code width} columns; what was cut ends with an ellipsis. */
  static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int taken = 0;
    for (int codePoint : text.codePoints().toArray()) {
      taken += width(codePoint);
      if (taken > width - 1) {
        break;
      }
      kept.appendCodePoint(codePoint);
    }
    return kept.append('…').toString();
  }

  private static int width(int codePoint) {
    return switch (UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> 2;
      case INHERITED -> 0;
      default -> 1;
    };
  }

  private static String rounded(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal number = new BigDecimal(value).round(SIX_DIGITS);
    boolean plain = value == 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e9);
    return plain ? number.stripTrailingZeros().toPlainString() : number.toString();
  }
}
