package io.deltatune.core.quality;

import java.io.Serializable;
import java.util.List;

/**
 * Replaces what finders find. Masked text holds nothing more that they find, and masking it again
 * changes nothing.
 *
 * @param finders in the order in which they mask
 */
record Masks(List<Finder> finders) implements Serializable {
  Masks {
    finders = List.copyOf(finders);
  }

  /** Whether there is nothing to mask. */
  boolean isEmpty() {
    return finders.isEmpty();
  }

  /** The text with placeholders; the text itself where nothing is found. */
  String apply(String text) {
    String masked = text;
    String before;
    // A placeholder may be the edge that a match next to it lacked.
    do {
      before = masked;
      TextProfile profile = TextProfile.of(masked);
      for (Finder finder : finders) {
        masked = finder.mayFind(profile) ? finder.mask(masked) : masked;
      }
    } while (!masked.equals(before));
    return masked;
  }

  /** Whether a text may hold something. */
  boolean mayFind(String text) {
    TextProfile profile = TextProfile.of(text);
    return finders.stream().anyMatch(finder -> finder.mayFind(profile));
  }
}
