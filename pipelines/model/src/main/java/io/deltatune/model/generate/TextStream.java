package io.deltatune.model.generate;

import java.util.List;

/**
 * The text of a growing answer. It is the same as that of all its tokens decoded together, up to
 * the first stop string.
 */
final class TextStream {
  private final TokenText tokens;
  private final List<String> stops;
  private final IntegerList bytes = new IntegerList();
  private final StringBuilder text = new StringBuilder();
  private int told;
  private boolean stopped;

  TextStream(TokenText tokens, List<String> stops) {
    this.tokens = tokens;
    this.stops = stops;
  }

  /** Appends a token; returns the text that it adds for certain. */
  String add(int token) {
    if (tokens.isByte(token)) {
      bytes.add(token);
      return "";
    }
    String piece = tokens.decode(new int[] {token});
    if (piece.isEmpty()) {
      return ""; // a control token, which does not even end a run of bytes
    }
    append(runOfBytes() + piece);
    return tell(text.length() - heldBack());
  }

  /** Ends the answer; returns the rest of its text. */
  String finish() {
    if (!stopped) {
      append(runOfBytes());
    }
    return tell(text.length());
  }

  /** Whether a stop string ended the text. */
  boolean isStopped() {
    return stopped;
  }

  /** The text so far, without what may still become another character. */
  String text() {
    return text.toString();
  }

  private String runOfBytes() {
    String run = bytes.size() == 0 ? "" : tokens.decode(bytes.toArray());
    bytes.clear();
    return run;
  }

  private String tell(int end) {
    String news = text.substring(told, Math.max(told, end));
    told = Math.max(told, end);
    return news;
  }

  private void append(String piece) {
    int before = text.length();
    text.append(piece);
    int first = -1;
    for (String stop : stops) {
      int found = text.indexOf(stop, Math.max(0, before - stop.length() + 1));
      if (found >= 0 && (first < 0 || found < first)) {
        first = found;
      }
    }
    if (first >= 0) {
      text.setLength(first);
      stopped = true;
    }
  }

  /** The length of the longest end of the text with which a stop string begins. */
  private int heldBack() {
    int longest = 0;
    if (!stopped) {
      for (String stop : stops) {
        int length = Math.min(stop.length() - 1, text.length());
        while (length > longest && !endsWith(stop, length)) {
          length--;
        }
        longest = Math.max(longest, length);
      }
    }
    return longest;
  }

  private boolean endsWith(String stop, int length) {
    int start = text.length() - length;
    for (int i = 0; i < length; i++) {
      if (text.charAt(start + i) != stop.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
