package io.deltatune.core.quality;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stock refusals of {@code refusals.txt}, as a tree of characters. */
final class Refusals {
  private static final String RESOURCE = "refusals.txt";
  private static final String VERBS = "do:";
  private static final String VERB = "{do}";
  private static final Node ROOT = load();

  /** No phrase is longer. */
  private static final int LONGEST = 80;

  private Refusals() {}

  /** Whether a refusal begins within a text's first characters, at the beginning of a word. */
  static boolean in(String text, int within) {
    char[] beginning = plain(text, within + LONGEST);
    int most = Math.min(beginning.length, within);
    for (int i = 0; i < most; i++) {
      if ((i == 0 || !isLatin(beginning[i - 1])) && ROOT.begins(beginning, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLatin(char c) {
    return (c < 0x0250 && Character.isLetterOrDigit(c)) || c == '_';
  }

  /** Small letters, straight apostrophes, no marks of emphasis, one blank for all white space. */
  private static char[] plain(String text, int most) {
    char[] plain = new char[Math.min(text.length(), most)];
    int length = 0;
    for (int i = 0; i < text.length() && length < plain.length; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '\u00a0') {
        if (length > 0 && plain[length - 1] != ' ') {
          plain[length++] = ' ';
        }
      } else if (c == '\u2019' || c == '\u2018' || c == '`') {
        plain[length++] = '\'';
      } else if (c != '*' && c != '"' && c != '\u201c') {
        plain[length++] = Character.toLowerCase(c);
      }
    }
    return length == plain.length ? plain : Arrays.copyOf(plain, length);
  }

  private static Node load() {
    Node root = new Node();
    List<String> verbs = List.of();
    try (InputStream in = Refusals.class.getResourceAsStream(RESOURCE);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : reader.lines().map(String::strip).toList()) {
        if (line.startsWith(VERBS)) {
          verbs = List.of(line.substring(VERBS.length()).strip().split(" *\\| *", -1));
        } else if (line.contains(VERB)) {
          verbs.forEach(verb -> root.add(line.replace(VERB, verb)));
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          root.add(line);
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading " + RESOURCE, impossible);
    }
    return root;
  }

  /** The phrases that go on from here. */
  private static final class Node {
    private final Map<Character, Node> next = new HashMap<>();
    private boolean isEnd;

    void add(String phrase) {
      Node node = this;
      for (int i = 0; i < phrase.length(); i++) {
        node = node.next.computeIfAbsent(phrase.charAt(i), first -> new Node());
      }
      node.isEnd = true;
    }

    boolean begins(char[] text, int start) {
      Node node = this;
      for (int i = start; node != null && i < text.length; i++) {
        node = node.next.get(text[i]);
        if (node != null && node.isEnd) {
          return true;
        }
      }
      return false;
    }
  }
}
