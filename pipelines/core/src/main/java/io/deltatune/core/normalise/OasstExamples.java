package io.deltatune.core.normalise;

import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The examples of OpenAssistant trees: conversations, or pairs of replies. */
final class OasstExamples {
  private OasstExamples() {}

  /** The conversation that ends with this answer. */
  static Example conversation(OasstNode end) {
    return Examples.instruction(end.row, end.messages()).withGroup(end.group());
  }

  /** The better and the worse reply to a message. */
  static Example pair(OasstTree.Replies replies) {
    List<Message> prompt = replies.best().parent.messages();
    return Examples.preference(
            replies.best().row, Examples.prompt(prompt), replies.best().text, replies.worst().text)
        .withGroup(replies.best().group());
  }

  /** What the pieces of work give; the first rejection if none gives anything. */
  static List<Example> anyOf(List<Supplier<Example>> works, Rejection none) {
    List<Example> examples = new ArrayList<>();
    Rejection first = null;
    for (Supplier<Example> work : works) {
      try {
        examples.add(work.get());
      } catch (Rejection rejection) {
        first = first == null ? rejection : first;
      }
    }
    if (examples.isEmpty()) {
      throw first == null ? none : first;
    }
    return examples;
  }

  /** The rows of an answer, another one, and the messages above them, without repeating any. */
  static List<RawRecord> rows(OasstNode first, OasstNode... others) {
    List<RawRecord> rows = new ArrayList<>(List.of(first.row));
    for (OasstNode other : others) {
      rows.add(other.row);
    }
    List<OasstNode> path = first.path();
    path.subList(0, path.size() - 1).forEach(node -> rows.add(node.row));
    return rows;
  }
}
