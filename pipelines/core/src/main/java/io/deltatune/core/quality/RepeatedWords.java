package io.deltatune.core.quality;

import java.util.Arrays;

/**
 * N-grams of words that stand more than once. A word is a run of letters and digits, whatever their
 * case; in scripts without blanks between words, each character of Han and kana.
 *
 * @param words the words
 * @param ngrams the n-grams
 * @param repeated those that were there before
 */
record RepeatedWords(int words, int ngrams, int repeated) {
  private static final long FACTOR = 0x9e3779b97f4a7c15L;

  /** ASCII's letters and digits in small letters, 0 for what stands between words. */
  private static final byte[] FOLDED = folded();

  private static byte[] folded() {
    byte[] folded = new byte[128];
    for (char c = 0; c < 128; c++) {
      folded[c] = (byte) (Characters.isAlphanumeric(c) ? Character.toLowerCase(c) : 0);
    }
    return folded;
  }

  static RepeatedWords of(String text, int ngram) {
    Window window = new Window(ngram, text.length());
    long hash = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int folded = c < 128 ? FOLDED[c] : wide(c);
      if (folded == 0 || isIdeograph(c)) {
        window.addWord(hash);
        hash = 0;
        if (folded != 0) {
          window.addWord(folded);
        }
      } else {
        hash = hash * 31 + folded;
      }
    }
    window.addWord(hash);
    return new RepeatedWords(window.words, Math.max(0, window.words - ngram + 1), window.repeated);
  }

  /** The share of n-grams that were there before. */
  double share() {
    return ngrams == 0 ? 0 : (double) repeated / ngrams;
  }

  /** The small letter; 0 for what is no part of a word. Marks are, as in Hindi and Thai. */
  private static int wide(char c) {
    if (Character.isLetterOrDigit(c)) {
      return Character.toLowerCase(c);
    }
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
            || type == Character.COMBINING_SPACING_MARK
            || type == Character.SURROGATE
        ? c
        : 0;
  }

  private static boolean isIdeograph(char c) {
    return c >= '\u3040' && (c <= '\u30ff' || (c >= '\u3400' && c <= '\u9fff'));
  }

  /** The last words and the set of n-grams, by their hashes; grows with the text. */
  private static final class Window {
    private final long[] last;
    private final long outgoing;
    private long[] seen;
    private int used;
    private int place;
    private long hash;
    private int words;
    private int repeated;

    Window(int ngram, int characters) {
      last = new long[ngram];
      seen = new long[Integer.highestOneBit(Math.max(64, characters / 4)) * 2];
      long power = 1;
      for (int i = 0; i < ngram; i++) {
        power *= FACTOR;
      }
      outgoing = power;
    }

    /** Adds the word of a hash; none has the hash 0. */
    void addWord(long word) {
      if (word == 0) {
        return;
      }
      long mixed = (word ^ (word >>> 29)) * 0xbf58476d1ce4e5b9L;
      hash = hash * FACTOR + mixed - last[place] * outgoing;
      last[place] = mixed;
      place = place + 1 == last.length ? 0 : place + 1;
      if (++words >= last.length && isRepeated(HashCounts.mixed(hash) | 1)) {
        repeated++;
      }
    }

    private boolean isRepeated(long key) {
      int slot = slot(seen, key);
      if (seen[slot] == key) {
        return true;
      }
      seen[slot] = key;
      if (2 * ++used > seen.length) {
        long[] larger = new long[2 * seen.length];
        Arrays.stream(seen).filter(old -> old != 0).forEach(old -> larger[slot(larger, old)] = old);
        seen = larger;
      }
      return false;
    }

    private static int slot(long[] table, long key) {
      int slot = (int) (key >>> 32) & (table.length - 1);
      while (table[slot] != 0 && table[slot] != key) {
        slot = (slot + 1) & (table.length - 1);
      }
      return slot;
    }
  }
}
