package io.deltatune.core.quality;

/**
 * Masks a row's source text. Of JSON it masks what the strings hold, whatever escapes they are
 * written with, a value under a name such as {@code "password"}, and numbers; the result is JSON
 * again, and what is not masked means what it meant. Anything else is masked as plain text.
 */
final class JsonMask {
  private static final int LONGEST_NAME = 64;
  private static final int LEAST_DIGITS = 7;

  private final Masks masks;
  private final String text;
  private final StringBuilder masked;
  private String name = "";
  private boolean isJson = true;

  private JsonMask(Masks masks, String text) {
    this.masks = masks;
    this.text = text;
    this.masked = new StringBuilder(text.length());
  }

  static String apply(Masks masks, String text) {
    boolean isEscaped = text.contains("\\u") || text.contains("\\/");
    return masks.isEmpty() || (!isEscaped && !masks.mayFind(text))
        ? text
        : new JsonMask(masks, text).run();
  }

  private String run() {
    int place = 0;
    while (place < text.length()) {
      int quote = text.indexOf('"', place);
      int end = quote < 0 ? text.length() : quote;
      outside(text.substring(place, end));
      place = end < text.length() ? string(end) : end;
    }
    String result = isJson ? masked.toString() : masks.apply(masked.toString());
    return result.equals(text) ? text : result;
  }

  /** Masks the string that begins at {@code start}; gives the place behind it. */
  private int string(int start) {
    int end = start + 1;
    boolean isEscaped = false;
    while (end < text.length() && text.charAt(end) != '"') {
      boolean escape = text.charAt(end) == '\\';
      isEscaped |= escape;
      end += escape ? 2 : 1;
    }
    boolean isClosed = end < text.length();
    isJson &= isClosed;
    String source = text.substring(start + 1, Math.min(end, text.length()));
    String value = isEscaped ? JsonString.decoded(source) : source;
    String safe = named(masks.apply(value));
    masked.append('"').append(safe.equals(value) ? source : JsonString.encoded(safe));
    if (isClosed) {
      masked.append('"');
    }
    name = value.length() <= LONGEST_NAME ? '"' + value + '"' : "";
    return Math.min(end + 1, text.length());
  }

  /** A value behind its name: whether it is a secret may depend on that. */
  private String named(String value) {
    if (!name.endsWith(":") && !name.endsWith("=")) {
      return value;
    }
    String before = name + '"';
    String safe = masks.apply(before + value + '"');
    return safe.startsWith(before) && safe.endsWith("\"") && safe.length() > before.length()
        ? safe.substring(before.length(), safe.length() - 1)
        : value;
  }

  /** Between strings JSON has signs, numbers, true, false and null. */
  private void outside(String part) {
    if (!part.chars().allMatch(c -> c <= ' ' || "{}[]:,+-.0123456789eEtrufalsn".indexOf(c) >= 0)) {
      isJson = false;
      masked.append(masks.apply(part));
    } else {
      numbers(part);
    }
    String sign = part.strip();
    boolean assigns = sign.equals(":") || sign.endsWith("=") || sign.endsWith(":");
    int from = Math.max(0, sign.length() - LONGEST_NAME);
    name = sign.equals(":") ? name + sign : assigns ? sign.substring(from) : "";
  }

  private void numbers(String part) {
    int place = 0;
    while (place < part.length()) {
      int end = place;
      while (end < part.length() && "+-.0123456789eE".indexOf(part.charAt(end)) >= 0) {
        end++;
      }
      if (end - place < LEAST_DIGITS) {
        end = Math.max(end, place + 1);
        masked.append(part, place, end);
      } else {
        String number = part.substring(place, end);
        String safe = masks.apply(number);
        masked.append(safe.equals(number) ? number : '"' + safe + '"');
      }
      place = end;
    }
  }
}
