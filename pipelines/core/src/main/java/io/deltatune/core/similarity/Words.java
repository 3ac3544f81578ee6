package io.deltatune.core.similarity;

import java.util.Arrays;

/**
 * The words of texts as 64-bit hashes, in order. A word is what white space divides, lower-cased,
 * its punctuation deleted ({@code Don't} is {@code dont}); what is punctuation only is no word.
 * This is the rule by which GPT-3's data was compared with benchmarks (Brown et al. 2020, appendix
 * C; {@code Janitor} in lm-evaluation-harness), widened from ASCII to Unicode: deleted are
 * Unicode's punctuation, the symbols among ASCII's, and control and format characters. In scripts
 * that put no space between words (Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar) each
 * character is a word of its own, so that word n-grams are character n-grams there.
 *
 * <p>An instance is used for many texts, one after the other; it is not thread-safe.
 */
public final class Words {
  private static final byte DELETED = 0;
  private static final byte SPACE = 1;
  private static final byte PART = 2;
  private static final byte ALONE = 3;
  private static final byte[] KIND = new byte[1 << 16];
  private static final char[] LOWER = new char[1 << 16];

  static {
    for (int character = 0; character < KIND.length; character++) {
      KIND[character] = kind(character);
      LOWER[character] = (char) Character.toLowerCase(character);
    }
  }

  private long[] hashes = new long[256];
  private int[] starts = new int[256];
  private int[] ends = new int[256];
  private int count;

  /** The words of one text. */
  public static Words of(String text) {
    Words words = new Words();
    words.add(text);
    return words;
  }

  /** Forgets all words. */
  public void clear() {
    count = 0;
  }

  /** Appends the words of a text. */
  public void add(String text) {
    long hash = 0;
    int start = -1;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      int character = text.charAt(i);
      int width = 1;
      byte kind = KIND[character];
      int lower = LOWER[character];
      if (Character.isSurrogate((char) character)) {
        int codePoint = text.codePointAt(i);
        width = Character.charCount(codePoint);
        kind = kind(codePoint);
        lower = Character.toLowerCase(codePoint);
      }
      if (kind == PART) {
        if (start < 0) {
          start = i;
          hash = 0;
        }
        hash = Hashing.append(hash, lower);
      } else if (kind != DELETED) {
        end(hash, start, i);
        start = -1;
        if (kind == ALONE) {
          end(Hashing.append(0, lower), i, i + width);
        }
      }
      i += width - 1;
    }
    end(hash, start, length);
  }

  private void end(long hash, int start, int end) {
    if (start < 0) {
      return;
    }
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    hashes[count] = Hashing.mix(hash);
    starts[count] = start;
    ends[count++] = end;
  }

  /** How many words there are. */
  public int count() {
    return count;
  }

  /** The hash of a word. */
  public long hash(int word) {
    return hashes[word];
  }

  /** Where a word begins in the text that it was added with, in UTF-16 units. */
  public int start(int word) {
    return starts[word];
  }

  /** Where a word ends in the text that it was added with, exclusive; punctuation may follow. */
  public int end(int word) {
    return ends[word];
  }

  /**
   * A hash of all words in their order: equal for texts of the same words, whatever divides them.
   */
  public long hash() {
    long hash = count;
    for (int i = 0; i < count; i++) {
      hash = Hashing.mix(hash + hashes[i]);
    }
    return hash;
  }

  /** Whether another text has the same words in the same order. */
  public boolean sameAs(Words other) {
    return Arrays.equals(hashes, 0, count, other.hashes, 0, other.count);
  }

  private static byte kind(int codePoint) {
    if (codePoint < 0x80) {
      return ascii(codePoint);
    }
    if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
      return SPACE;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.CONTROL,
          Character.FORMAT ->
          DELETED;
      default -> codePoint >= 0xe00 && isUnspaced(codePoint) ? ALONE : PART;
    };
  }

  private static byte ascii(int character) {
    if (character == ' ' || (character >= '\t' && character <= '\r')) {
      return SPACE;
    }
    return Character.isLetterOrDigit(character) ? PART : DELETED;
  }

  private static boolean isUnspaced(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
