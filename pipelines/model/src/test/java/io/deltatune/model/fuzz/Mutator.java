package io.deltatune.model.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Changes a JSON text a little: bytewise, or by its numbers, keys, values and members, so that much
 * of what comes out is still JSON and only says something that it should not.
 */
final class Mutator {
  private static final int MOST_BYTES = 4096;

  private static final List<byte[]> NUMBERS =
      bytes(
          "0",
          "-0",
          "1",
          "-1",
          "2",
          "7",
          "64",
          "255",
          "1000",
          "65536",
          "2147483647",
          "2147483648",
          "-2147483648",
          "4294967295",
          "4294967296",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "18446744073709551615",
          "99999999999999999999999999",
          "0.5",
          "1.0",
          "8.0",
          "1e2",
          "1e999",
          "-1e999",
          "1e-999",
          "1E400",
          "1e-320",
          "NaN",
          "Infinity",
          "-Infinity",
          "00",
          "0x10",
          "1" + "0".repeat(1100));

  private static final List<byte[]> VALUES =
      bytes(
          "null",
          "true",
          "false",
          "{}",
          "[]",
          "\"\"",
          "\"x\"",
          "[[]]",
          "[null]",
          "{\"\":{}}",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"../../x\"",
          "[0]",
          "[1,2,3]",
          "{\"a\":1,\"a\":2}",
          "[".repeat(200) + "]".repeat(200),
          "{\"a\":".repeat(120) + "1" + "}".repeat(120));

  private static final List<byte[]> FRAGMENTS =
      bytes(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\n",
          "//",
          "/*",
          "\u0000",
          "\u00e9",
          "'",
          "-",
          "e",
          ",\"x\":1",
          "\"__metadata__\":{}",
          "\"rope_type\":\"linear\"",
          "\"factor\":8",
          "\"text_config\":{}",
          "\"model_type\":\"gemma3\"");

  private final SplittableRandom random;
  private final List<byte[]> words;

  /**
   * @param words texts in quotes that mean something in these files
   */
  Mutator(SplittableRandom random, List<String> words) {
    this.random = random;
    this.words = words.stream().map(word -> utf8("\"" + word + "\"")).toList();
  }

  private static List<byte[]> bytes(String... texts) {
    return Arrays.stream(texts).map(Mutator::utf8).toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One to four changes. */
  byte[] mutate(byte[] json, List<byte[]> others) {
    byte[] changed = json;
    int changes = random.nextBoolean() ? 1 : 2 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      changed = once(changed, others);
    }
    return changed.length <= MOST_BYTES ? changed : Arrays.copyOf(changed, MOST_BYTES);
  }

  private byte[] once(byte[] json, List<byte[]> others) {
    if (json.length == 0) {
      return any(VALUES);
    }
    int at = random.nextInt(json.length);
    int length = Math.min(json.length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 64 : 6));
    return switch (random.nextInt(16)) {
      case 0 -> replaced(json, at, at + 1, new byte[] {(byte) (json[at] ^ 1 << random.nextInt(8))});
      case 1 -> replaced(json, at, at + 1, new byte[] {(byte) random.nextInt(256)});
      case 2 -> replaced(json, at, at + length, new byte[0]);
      case 3 -> replaced(json, at, at, Arrays.copyOfRange(json, at, at + length));
      case 4 -> replaced(json, at, at, any(FRAGMENTS));
      case 5 -> random.nextInt(8) == 0 ? Arrays.copyOf(json, at) : number(json, at);
      case 6, 7, 8 -> number(json, at);
      case 9, 10 -> text(json, at, any(words));
      case 11 -> text(json, at, anyText(json));
      case 12 -> value(json, at);
      case 13 -> member(json, at);
      case 14 -> replaced(json, at, at + length, any(VALUES));
      default -> spliced(json, at, any(others));
    };
  }

  /** Another number for the first that comes after a place. */
  private byte[] number(byte[] json, int at) {
    int begin = at;
    while (begin < json.length && !isDigit(json[begin])) {
      begin++;
    }
    int end = begin;
    while (end < json.length && isDigit(json[end])) {
      end++;
    }
    if (begin == end) {
      return json;
    }
    if (random.nextInt(4) > 0) {
      return replaced(json, begin, end, any(NUMBERS));
    }
    byte[] near = json.clone();
    near[begin + random.nextInt(end - begin)] = (byte) ('0' + random.nextInt(10));
    return near;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  /** Another text for the first in quotes that comes after a place. */
  private byte[] text(byte[] json, int at, byte[] other) {
    int begin = next(json, at, '"');
    int end = next(json, begin + 1, '"');
    return end == json.length ? json : replaced(json, begin, end + 1, other);
  }

  private byte[] anyText(byte[] json) {
    int begin = next(json, random.nextInt(json.length), '"');
    int end = next(json, begin + 1, '"');
    return end >= json.length ? any(words) : Arrays.copyOfRange(json, begin, end + 1);
  }

  /** Something else behind the next colon. */
  private byte[] value(byte[] json, int at) {
    int begin = next(json, at, ':');
    int end = Math.min(next(json, begin, ','), next(json, begin, '}'));
    return end == json.length
        ? json
        : replaced(json, begin + 1, end, random.nextBoolean() ? any(VALUES) : any(NUMBERS));
  }

  /** The next member twice, or not at all. */
  private byte[] member(byte[] json, int at) {
    int begin = next(json, at, ',');
    int end = next(json, begin + 1, ',');
    if (end == json.length) {
      return json;
    }
    byte[] member = Arrays.copyOfRange(json, begin, end);
    return random.nextBoolean()
        ? replaced(json, end, end, member)
        : replaced(json, begin, end, new byte[0]);
  }

  private byte[] spliced(byte[] json, int at, byte[] other) {
    int from = other.length == 0 ? 0 : random.nextInt(other.length);
    return replaced(json, at, json.length, Arrays.copyOfRange(other, from, other.length));
  }

  private static int next(byte[] json, int from, char wanted) {
    int at = Math.min(from, json.length);
    while (at < json.length && json[at] != wanted) {
      at++;
    }
    return at;
  }

  private byte[] any(List<byte[]> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static byte[] replaced(byte[] json, int begin, int end, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + by.length);
    out.write(json, 0, begin);
    out.writeBytes(by);
    out.write(json, end, json.length - end);
    return out.toByteArray();
  }
}
