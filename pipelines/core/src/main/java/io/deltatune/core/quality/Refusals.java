package io.deltatune.core.quality;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The stock refusals of {@code refusals.txt}, found by their first characters. */
final class Refusals {
  private static final String RESOURCE = "refusals.txt";
  private static final String VERBS = "do:";
  private static final String VERB = "{do}";
  private static final Map<Character, List<String>> BY_BEGINNING = load();
  private static final int LONGEST =
      BY_BEGINNING.values().stream().flatMap(List::stream).mapToInt(String::length).max().orElse(0);

  private Refusals() {}

  /** Whether a refusal begins within a text's first characters, at the beginning of a word. */
  static boolean in(String text, int within) {
    String beginning = plain(text.substring(0, Math.min(text.length(), 2 * (within + LONGEST))));
    int most = Math.min(beginning.length(), within);
    for (int i = 0; i < most; i++) {
      boolean continues = i > 0 && isSmallLatin(beginning.charAt(i - 1));
      List<String> phrases = BY_BEGINNING.get(beginning.charAt(i));
      if (!continues && phrases != null && begins(beginning, i, phrases)) {
        return true;
      }
    }
    return false;
  }

  private static boolean begins(String text, int start, List<String> phrases) {
    for (String phrase : phrases) {
      if (text.startsWith(phrase, start)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSmallLatin(char c) {
    return (c < 0x0250 && Character.isLetterOrDigit(c)) || c == '_';
  }

  /** Small letters, straight apostrophes, no marks of emphasis, one blank for all white space. */
  private static String plain(String text) {
    String small = text.strip().toLowerCase(Locale.ROOT);
    StringBuilder plain = new StringBuilder(small.length());
    for (int i = 0; i < small.length(); i++) {
      char c = small.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        if (plain.length() > 0 && plain.charAt(plain.length() - 1) != ' ') {
          plain.append(' ');
        }
      } else if (c == '\u2019' || c == '\u2018' || c == '`') {
        plain.append('\'');
      } else if (c != '*' && c != '"' && c != '\u201c') {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static Map<Character, List<String>> load() {
    Map<Character, List<String>> phrases = new HashMap<>();
    List<String> verbs = List.of();
    try (InputStream in = Refusals.class.getResourceAsStream(RESOURCE);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : reader.lines().map(String::strip).toList()) {
        if (line.startsWith(VERBS)) {
          verbs = List.of(line.substring(VERBS.length()).strip().split(" *\\| *", -1));
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          for (String phrase : expanded(line, verbs)) {
            phrases.computeIfAbsent(phrase.charAt(0), first -> new ArrayList<>()).add(phrase);
          }
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading " + RESOURCE, impossible);
    }
    return phrases;
  }

  private static List<String> expanded(String line, List<String> verbs) {
    return line.contains(VERB)
        ? verbs.stream().map(verb -> line.replace(VERB, verb)).toList()
        : List.of(line);
  }
}
