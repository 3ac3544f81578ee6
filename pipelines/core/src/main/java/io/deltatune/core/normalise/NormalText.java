package io.deltatune.core.normalise;

import java.text.Normalizer;

/**
 * The normal form of all text that enters the tables, in this order: line ends {@code \r\n} and
 * {@code \r} become {@code \n}; a surrogate without its partner, which no encoding can hold,
 * becomes U+FFFD; then Unicode's canonical composition (NFC). All else stays as it came, white
 * space at the ends too. The normal form of a normal form is itself.
 */
public final class NormalText {
  /** All characters before it are NFC, whatever stands beside them. */
  private static final char FIRST_COMBINING_MARK = '\u0300';

  private NormalText() {}

  /** The normal form of a text. */
  public static String of(String text) {
    if (isPlain(text)) {
      return text;
    }
    String lines = text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    String wellFormed = withoutLoneSurrogates(lines);
    return Normalizer.isNormalized(wellFormed, Normalizer.Form.NFC)
        ? wellFormed
        : Normalizer.normalize(wellFormed, Normalizer.Form.NFC);
  }

  /** Whether nothing in a text can need a change: most texts, told in one pass. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character >= FIRST_COMBINING_MARK || character == '\r') {
        return false;
      }
    }
    return true;
  }

  private static String withoutLoneSurrogates(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (!Character.isSurrogate(character)) {
        continue;
      }
      boolean paired =
          Character.isHighSurrogate(character)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (paired) {
        i++;
        continue;
      }
      repaired = repaired == null ? new StringBuilder(text) : repaired;
      repaired.setCharAt(i, '\ufffd');
    }
    return repaired == null ? text : repaired.toString();
  }
}
