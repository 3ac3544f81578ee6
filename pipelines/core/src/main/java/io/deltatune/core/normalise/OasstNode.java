package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A message of an OpenAssistant tree with the replies to it. Trees are walked without recursion.
 */
final class OasstNode {
  /** The row that it came from: its own in a flat file, the tree's in a nested one. */
  final RawRecord row;

  final OasstNode parent;
  final Role role;
  final String text;
  final OptionalDouble rank;
  final boolean withdrawn;
  final int depth;

  /** Of all texts from the root to this one. */
  final long characters;

  final List<OasstNode> replies = new ArrayList<>();

  OasstNode(RawRecord row, JsonNode message, OasstNode parent) {
    this.row = row;
    this.parent = parent;
    this.depth = parent == null ? 1 : parent.depth + 1;
    this.role =
        Speaker.named(Fields.text(message, "role")) == Speaker.MODEL ? Role.MODEL : Role.USER;
    this.text = Fields.text(message, "text");
    this.characters = text.length() + (parent == null ? 0 : parent.characters);
    this.rank = Fields.number(message.get("rank"));
    this.withdrawn =
        (parent != null && parent.withdrawn)
            || isTrue(message.get("deleted"), true)
            || isTrue(message.get("review_result"), false);
    if (parent != null) {
      parent.replies.add(this);
    }
  }

  /** Whether a value is this truth value, also where it is written as a text. */
  private static boolean isTrue(JsonNode value, boolean truth) {
    return value != null && value.asText().equalsIgnoreCase(Boolean.toString(truth));
  }

  /** The nodes from the root to this one. */
  List<OasstNode> path() {
    List<OasstNode> path = new ArrayList<>(depth);
    for (OasstNode node = this; node != null; node = node.parent) {
      path.add(node);
    }
    Collections.reverse(path);
    return path;
  }

  /** What was said from the root to this message. */
  List<Message> messages() {
    return path().stream().map(node -> new Message(node.role, node.text)).toList();
  }

  /** The group of all examples of the tree: that of its first prompt. */
  String group() {
    OasstNode root = path().get(0);
    return Fields.group(root.row.fields(), "group")
        .orElseGet(
            () ->
                Examples.promptGroup(new Conversation(List.of(new Message(Role.USER, root.text)))));
  }
}
