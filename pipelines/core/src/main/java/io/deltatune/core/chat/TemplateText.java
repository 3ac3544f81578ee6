package io.deltatune.core.chat;

import io.deltatune.core.hash.ContentHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tells Gemma 3's chat template by its text, whatever its layout: white space that Jinja strips or
 * ignores, quotes and escapes in literals, comments and the {@code generation} tags that mark
 * answers do not count. Everything else does.
 *
 * <p>The reading follows Jinja as transformers sets it up: {@code trim_blocks} and {@code
 * lstrip_blocks}, and no line feed at the end.
 */
public final class TemplateText {
  /** Hashes of the normal forms: Google's, and that of the sample model. */
  private static final Set<String> GEMMA3 =
      Set.of(
          "7f3b09b1bb98fdd9d7e0832a1b6e9ad1f5a795b91e9b72bde3dbfc4b6c3d32db",
          "533399ca1309c08c1473148ff4949359063c9d59e4b45a763921e619e52b232a");

  private static final Set<String> MARKS = Set.of("generation", "endgeneration");

  private final String template;
  private final List<String> pieces = new ArrayList<>();
  private final StringBuilder data = new StringBuilder();

  private TemplateText(String template) {
    String lines = template.replace("\r\n", "\n").replace('\r', '\n');
    this.template = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
  }

  /** Whether the template renders text conversations as {@link GemmaChatTemplate} does. */
  public static boolean isGemma3(String template) {
    return GEMMA3.contains(hash(template));
  }

  /** The hash of the normal form. */
  static String hash(String template) {
    ContentHash hash = ContentHash.of("chat template");
    normal(template).forEach(hash::field);
    return hash.hex();
  }

  /** The template's texts and tags in normal form, one after the other. */
  static List<String> normal(String template) {
    TemplateText text = new TemplateText(template);
    text.read();
    return List.copyOf(text.pieces);
  }

  private void read() {
    int from = 0;
    boolean stripStart = false;
    boolean dropLine = false;
    while (true) {
      int open = nextTag(from);
      int end = open < 0 ? template.length() : open;
      String chunk = template.substring(from, end);
      chunk = stripStart ? chunk.stripLeading() : chunk;
      chunk = dropLine && chunk.startsWith("\n") ? chunk.substring(1) : chunk;
      if (open < 0) {
        data.append(chunk);
        flush();
        return;
      }
      char kind = template.charAt(open + 1);
      int close = closing(open, kind);
      String tag = template.substring(open + 2, Math.max(open + 2, close));
      boolean isBlock = kind != '{';
      data.append(before(chunk, tag, isBlock));
      stripStart = tag.endsWith("-");
      dropLine = isBlock && !stripStart && !tag.endsWith("+");
      addTag(kind, inner(tag));
      from = Math.min(template.length(), close + 2);
    }
  }

  private int nextTag(int from) {
    for (int i = template.indexOf('{', from); i >= 0; i = template.indexOf('{', i + 1)) {
      if (i + 1 < template.length() && "{%#".indexOf(template.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The index of the closing mark, outside of literals; the end of an open template. */
  private int closing(int open, char kind) {
    String mark = (kind == '{' ? '}' : kind) + "}";
    char quote = 0;
    for (int i = open + 2; i < template.length(); i++) {
      char letter = template.charAt(i);
      if (quote != 0) {
        i += letter == '\\' ? 1 : 0;
        quote = letter == quote ? 0 : quote;
      } else if (template.startsWith(mark, i)) {
        return i;
      } else if (kind != '#' && (letter == '\'' || letter == '"')) {
        quote = letter;
      }
    }
    return template.length();
  }

  /** What stays of a text before a tag. */
  private static String before(String chunk, String tag, boolean isBlock) {
    if (tag.startsWith("-")) {
      return chunk.stripTrailing();
    }
    if (!isBlock || tag.startsWith("+")) {
      return chunk;
    }
    int line = chunk.lastIndexOf('\n') + 1;
    return chunk.substring(line).isBlank() ? chunk.substring(0, line) : chunk;
  }

  private static String inner(String tag) {
    String inner = tag.startsWith("-") || tag.startsWith("+") ? tag.substring(1) : tag;
    return inner.endsWith("-") || inner.endsWith("+")
        ? inner.substring(0, inner.length() - 1)
        : inner;
  }

  private void addTag(char kind, String inner) {
    if (kind == '#') {
      return;
    }
    String expression = expression(inner);
    if (!MARKS.contains(expression)) {
      flush();
      pieces.add(kind + expression);
    }
  }

  private void flush() {
    if (!data.isEmpty()) {
      pieces.add(literal(data.toString()));
      data.setLength(0);
    }
  }

  /** White space only where it parts two words, literals in one spelling. */
  private static String expression(String inner) {
    StringBuilder normal = new StringBuilder();
    boolean space = false;
    for (int i = 0; i < inner.length(); i++) {
      char letter = inner.charAt(i);
      if (Character.isWhitespace(letter)) {
        space = !normal.isEmpty();
      } else if (letter == '\'' || letter == '"') {
        StringBuilder content = new StringBuilder();
        i = readLiteral(inner, i, content);
        normal.append(literal(content.toString()));
        space = false;
      } else {
        boolean parts = space && isWord(letter) && isWord(normal.charAt(normal.length() - 1));
        normal.append(parts ? " " : "").append(letter);
        space = false;
      }
    }
    return normal.toString();
  }

  private static boolean isWord(char letter) {
    return Character.isLetterOrDigit(letter) || letter == '_';
  }

  /** Reads a literal; returns the index of its closing quote. */
  private static int readLiteral(String inner, int open, StringBuilder content) {
    int i = open + 1;
    while (i < inner.length() && inner.charAt(i) != inner.charAt(open)) {
      if (inner.charAt(i) != '\\' || i + 1 == inner.length()) {
        content.append(inner.charAt(i));
        i++;
        continue;
      }
      char escaped = inner.charAt(i + 1);
      switch (escaped) {
        case 'n' -> content.append('\n');
        case 't' -> content.append('\t');
        case 'r' -> content.append('\r');
        case '\\', '\'', '"' -> content.append(escaped);
        default -> content.append('\\').append(escaped);
      }
      i += 2;
    }
    return i;
  }

  private static String literal(String content) {
    return '"' + content.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
