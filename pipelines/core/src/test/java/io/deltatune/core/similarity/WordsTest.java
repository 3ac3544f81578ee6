package io.deltatune.core.similarity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void wordsAreWhatWhiteSpaceDividesWithoutPunctuation() {
    assertEquals(List.of("Don't", "stop", "3.5"), words("  Don't --- stop\n(3.5"));
    assertTrue(Words.of("Don't STOP!").sameAs(Words.of("dont\u00a0\u201estop\u201c")));
    assertFalse(Words.of("do not stop").sameAs(Words.of("not do stop")));
    assertEquals(0, Words.of(" ?! \u2026 ").count());
  }

  @Test
  void lettersBeyondAsciiAreLoweredAndCharactersOutsideOfThePlaneCount() {
    assertTrue(Words.of("ÄRGER Ωmega").sameAs(Words.of("ärger ωMEGA")));
    // Deseret capital and small letter long I, U+10400 and U+10428.
    assertTrue(Words.of("\ud801\udc00x").sameAs(Words.of("\ud801\udc28X")));
    assertEquals(1, Words.of("\ud83d\ude00").count());
  }

  @Test
  void inScriptsWithoutSpacesACharacterIsAWord() {
    assertEquals(List.of("我", "们", "GPT4", "学", "习"), words("我们GPT4学习。"));
    assertEquals(4, Words.of("ひらカナ").count());
    assertEquals(1, Words.of("한국어").count());
  }

  @Test
  void theHashOfAllWordsTellsTheirOrderButNotWhatDividesThem() {
    assertEquals(Words.of("a b\tc").hash(), Words.of("A. B, C!").hash());
    assertFalse(Words.of("a b c").hash() == Words.of("a c b").hash());
    assertFalse(Words.of("ab c").hash() == Words.of("a bc").hash());
  }

  @Test
  void ngramsRollFromWordToWord() {
    Words words = Words.of("the cat sat on the cat sat");
    long[] trigrams = Shingles.of(words, 3);
    assertEquals(5, trigrams.length);
    assertEquals(trigrams[0], trigrams[4]);
    assertEquals(trigrams[1], Shingles.of(Words.of("cat sat on"), 3)[0]);
    assertEquals(4, Shingles.set(words, 3).length);
    assertArrayEquals(Shingles.of(Words.of("two words"), 2), Shingles.of(Words.of("two words"), 9));
    assertEquals(0, Shingles.of(Words.of("!"), 3).length);
  }

  @Test
  void theJaccardIndexIsWhatIsSharedOfAll() {
    // Trigrams: abc bcd cde against abc bcd cdx: 2 shared of 4.
    assertEquals(0.5, Jaccard.ofTexts("a b c d e", "a b c d x", 3));
    assertEquals(1, Jaccard.ofTexts("a b", "A, b", 3));
    assertEquals(0, Jaccard.ofTexts("", "", 3));
  }

  private static List<String> words(String text) {
    Words words = Words.of(text);
    return IntStream.range(0, words.count())
        .mapToObj(i -> text.substring(words.start(i), words.end(i)).strip())
        .toList();
  }
}
