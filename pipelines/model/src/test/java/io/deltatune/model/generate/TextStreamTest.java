package io.deltatune.model.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextStreamTest {
  /** Pieces from 300 on, bytes from 0 to 255, and 299: a control token, which has no text. */
  private static final List<String> PIECES =
      List.of("a", "b", "ab", " the", "\n", "STOP", "ST", "OP", "é", "😀", "x\n\ny");

  private static final TokenText TOKENS =
      new TokenText() {
        @Override
        public String decode(int[] tokens) {
          StringBuilder text = new StringBuilder();
          ByteBuffer run = ByteBuffer.allocate(tokens.length);
          for (int token : tokens) {
            if (isByte(token)) {
              run.put((byte) token);
            } else if (token >= 300) {
              text.append(flush(run)).append(PIECES.get(token - 300));
            }
          }
          return text.append(flush(run)).toString();
        }

        @Override
        public boolean isByte(int token) {
          return token < 256;
        }
      };

  /** As the byte fallback of the tokenizers library has it: a whole run or nothing. */
  private static String flush(ByteBuffer run) {
    run.flip();
    int length = run.remaining();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(run).toString();
      run.clear();
      return text;
    } catch (CharacterCodingException e) {
      run.clear();
      return "\ufffd".repeat(length);
    }
  }

  @Test
  void theStreamedTextIsTheDecodedTextWhateverTheTokens() {
    Random random = new Random(5);
    byte[] character = "😀".getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 500; round++) {
      List<Integer> tokens = new ArrayList<>();
      while (tokens.size() < 12) {
        switch (random.nextInt(4)) {
          case 0 -> {
            for (byte part : character) {
              tokens.add(part & 0xff);
            }
          }
          case 1 -> tokens.add(random.nextInt(256));
          case 2 -> tokens.add(299);
          default -> tokens.add(300 + random.nextInt(PIECES.size()));
        }
      }
      TextStream stream = new TextStream(TOKENS, List.of());
      StringBuilder streamed = new StringBuilder();
      tokens.forEach(token -> streamed.append(stream.add(token)));
      streamed.append(stream.finish());
      String expected = TOKENS.decode(tokens.stream().mapToInt(Integer::intValue).toArray());
      assertEquals(expected, streamed.toString());
      assertEquals(expected, stream.text());
    }
  }

  @Test
  void aCharacterOfSeveralBytesComesWhole() {
    TextStream stream = new TextStream(TOKENS, List.of());
    StringBuilder streamed = new StringBuilder();
    for (byte part : "😀é".getBytes(StandardCharsets.UTF_8)) {
      String news = stream.add(part & 0xff);
      assertFalse(news.contains("\ufffd"), news);
      streamed.append(news);
    }
    streamed.append(stream.add(300));
    assertEquals("😀éa", streamed.toString());
  }

  @Test
  void aStopStringIsFoundWhereverItBeginsAndEnds() {
    assertStopped("a", List.of("STOP"), 300, 305, 301);
    assertStopped("a", List.of("STOP"), 300, 306, 307, 301);
    assertStopped("", List.of("aST"), 300, 306, 301);
    assertStopped(" theS", List.of("TO"), 303, 305, 301);
    assertStopped("x", List.of("\n\n"), 310, 301);
    assertStopped("a", List.of("b the", "b"), 302, 303);
    assertStopped("ST", List.of("é", "never"), 306, 0xc3, 0xa9, 300);
  }

  @Test
  void theEarliestOfSeveralStopStringsCuts() {
    assertStopped("", List.of("OP", "TO", "ST"), 305, 300);
    assertStopped("S", List.of("OP", "TOP"), 305, 300);
  }

  @Test
  void nothingThatMayBeginAStopStringIsTold() {
    TextStream stream = new TextStream(TOKENS, List.of("STOP", "b\n"));
    assertEquals("a", stream.add(300));
    assertEquals("", stream.add(306));
    assertEquals("STa", stream.add(300));
    assertEquals("", stream.add(301));
    assertEquals("b", stream.add(306));
    assertEquals("ST", stream.finish());
    assertEquals("aSTabST", stream.text());
  }

  @Test
  void withoutAStopStringTheWholeTextIsTold() {
    TextStream stream = new TextStream(TOKENS, List.of("zzz"));
    assertEquals("a", stream.add(300));
    assertEquals(" the", stream.add(303));
    assertEquals("", stream.finish());
    assertFalse(stream.isStopped());
  }

  private static void assertStopped(String expected, List<String> stops, int... tokens) {
    TextStream stream = new TextStream(TOKENS, stops);
    StringBuilder streamed = new StringBuilder();
    for (int token : tokens) {
      if (!stream.isStopped()) {
        streamed.append(stream.add(token));
      }
    }
    streamed.append(stream.finish());
    assertTrue(stream.isStopped(), "stopped by " + stops);
    assertEquals(expected, stream.text());
    assertEquals(expected, streamed.toString());
  }
}
