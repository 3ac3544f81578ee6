package io.deltatune.core.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Learns the pieces of a tokenizer by byte pair encoding (Sennrich, Haddow and Birch 2016) over
 * characters, in Gemma's setting: a space is written U+2581 and belongs to the word after it;
 * characters that the corpus lacks fall back to byte tokens. No piece spans two words, and a digit
 * or a mark of punctuation is a piece of its own. Of equally frequent pairs the one with the lower
 * ids is merged first, so that the outcome depends on the texts alone.
 */
public final class TokenizerTrainer {
  static final char SPACE = '\u2581';
  private static final char FIRST_VISIBLE = '!';
  private static final char LAST_VISIBLE = '~';
  private static final int FEWEST = 2;

  private final int vocabularySize;
  private final Map<String, Integer> words = new TreeMap<>();
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final List<String> pieces = new ArrayList<>();
  private final List<Merge> merges = new ArrayList<>();

  private TokenizerTrainer(int vocabularySize) {
    this.vocabularySize = vocabularySize;
  }

  /** Two pieces that become one. */
  public record Merge(String left, String right) {}

  /**
   * What was learned.
   *
   * @param pieces every entry of the vocabulary, at its id: control tokens, byte tokens,
   *     characters, merged pieces
   * @param merges the merges in their order
   */
  public record Vocabulary(List<String> pieces, List<Merge> merges) {
    public Vocabulary {
      pieces = List.copyOf(pieces);
      merges = List.copyOf(merges);
    }
  }

  /**
   * Learns from texts.
   *
   * @param vocabularySize entries at most, control and byte tokens counted
   */
  public static Vocabulary train(Iterable<String> texts, int vocabularySize) {
    TokenizerTrainer trainer = new TokenizerTrainer(vocabularySize);
    texts.forEach(trainer::count);
    trainer.addGivenTokens();
    trainer.merge();
    return new Vocabulary(trainer.pieces, trainer.merges);
  }

  private void count(String text) {
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .map(point -> point == ' ' ? SPACE : point)
        .forEach(
            point -> {
              if (point == SPACE || !Character.isLetter(point)) {
                finish(word);
              }
              if (point != '\n') {
                word.appendCodePoint(point);
              }
              if (point != SPACE && !Character.isLetter(point)) {
                finish(word);
              }
            });
    finish(word);
  }

  private void finish(StringBuilder word) {
    if (word.length() > 0) {
      words.merge(word.toString(), 1, Integer::sum);
      word.setLength(0);
    }
  }

  private void addGivenTokens() {
    GemmaControlTokens.addedTokens().forEach(token -> id(token.content()));
    GemmaControlTokens.byteTokens().forEach(this::id);
    TreeSet<Integer> characters = new TreeSet<>();
    for (char visible = FIRST_VISIBLE; visible <= LAST_VISIBLE; visible++) {
      characters.add((int) visible);
    }
    characters.add((int) SPACE);
    words.keySet().forEach(word -> word.codePoints().forEach(characters::add));
    characters.forEach(character -> id(Character.toString(character)));
  }

  private int id(String piece) {
    return ids.computeIfAbsent(
        piece,
        added -> {
          pieces.add(added);
          return pieces.size() - 1;
        });
  }

  private void merge() {
    List<Word> split = new ArrayList<>();
    words.forEach((word, count) -> split.add(new Word(spelled(word), count)));
    while (pieces.size() < vocabularySize) {
      long best = mostFrequentPair(split);
      if (best < 0) {
        return;
      }
      int left = left(best);
      int right = right(best);
      merges.add(new Merge(pieces.get(left), pieces.get(right)));
      int joined = id(pieces.get(left) + pieces.get(right));
      split.forEach(word -> word.join(left, right, joined));
    }
  }

  private List<Integer> spelled(String word) {
    return new ArrayList<>(
        word.codePoints().mapToObj(point -> ids.get(Character.toString(point))).toList());
  }

  /** The pair that stands most often side by side, or -1 if none stands there twice. */
  private static long mostFrequentPair(List<Word> split) {
    Map<Long, Integer> counts = new TreeMap<>();
    for (Word word : split) {
      for (int index = 1; index < word.symbols().size(); index++) {
        counts.merge(
            pair(word.symbols().get(index - 1), word.symbols().get(index)),
            word.count(),
            Integer::sum);
      }
    }
    long best = -1;
    int most = FEWEST - 1;
    for (Map.Entry<Long, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }

  private static long pair(int left, int right) {
    return ((long) left << Integer.SIZE) | right;
  }

  private static int left(long pair) {
    return (int) (pair >> Integer.SIZE);
  }

  private static int right(long pair) {
    return (int) pair;
  }

  private record Word(List<Integer> symbols, int count) {
    void join(int left, int right, int joined) {
      for (int index = symbols.size() - 1; index > 0; index--) {
        if (symbols.get(index) == right && symbols.get(index - 1) == left) {
          symbols.remove(index);
          symbols.set(index - 1, joined);
        }
      }
    }
  }
}
