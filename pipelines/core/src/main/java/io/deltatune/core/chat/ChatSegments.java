package io.deltatune.core.chat;

import java.util.ArrayList;
import java.util.List;

/** Collects segments; texts without a control token between them become one. */
final class ChatSegments {
  private final List<ChatSegment> segments = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int labelledFrom = -1;

  void control(ControlToken token, boolean labelled) {
    flush();
    segments.add(new ChatSegment.Control(token, labelled));
  }

  /**
   * @param labelled whether it belongs to an answer; once it does, what follows up to the next
   *     control token does too
   */
  void text(String more, boolean labelled) {
    if (labelled && labelledFrom < 0) {
      labelledFrom = text.length();
    }
    text.append(more);
  }

  List<ChatSegment> list() {
    flush();
    return List.copyOf(segments);
  }

  private void flush() {
    if (!text.isEmpty()) {
      int from = labelledFrom < 0 ? text.length() : labelledFrom;
      segments.add(new ChatSegment.Text(text.toString(), from));
    }
    text.setLength(0);
    labelledFrom = -1;
  }
}
