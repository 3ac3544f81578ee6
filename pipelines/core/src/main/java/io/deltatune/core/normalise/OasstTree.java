package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.example.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The messages of one OpenAssistant tree, each before the replies to it. A message is withdrawn
 * where it or one above it is deleted or failed its review.
 */
final class OasstTree {
  /** The most turns that all conversations of one tree may have together. */
  private static final int MOST_TURNS = 100_000;

  private final List<OasstNode> nodes = new ArrayList<>();

  private OasstTree() {}

  /** A pair of the best reply to a message and the worst. */
  record Replies(OasstNode best, OasstNode worst) {}

  private record Open(JsonNode message, OasstNode parent) {}

  /** The tree of a row whose {@code prompt} is the root, with its {@code replies}. */
  static OasstTree nested(RawRecord row) {
    OasstTree tree = new OasstTree();
    Deque<Open> open = new ArrayDeque<>();
    open.add(new Open(Fields.present(row.fields(), "prompt"), null));
    while (!open.isEmpty()) {
      Open next = open.poll();
      if (!next.message().isObject()) {
        throw Fields.wrongType("prompt", "a message with replies", next.message());
      }
      OasstNode node = new OasstNode(row, next.message(), next.parent());
      tree.nodes.add(node);
      next.message().path("replies").forEach(reply -> open.add(new Open(reply, node)));
    }
    return tree;
  }

  /** The tree of rows that name their parents. Rows that cannot be read are refused. */
  static OasstTree flat(WholeBuilder whole) {
    Map<String, List<RawRecord>> byParent = new HashMap<>();
    Set<String> known = new HashSet<>();
    for (RawRecord row : whole.rows()) {
      try {
        String parent = Fields.optionalText(row.fields(), "parent_id").orElse("");
        if (!known.add(id(row))) {
          throw new Rejection(RejectionReason.BROKEN_TREE, "the id of the message stands twice");
        }
        byParent.computeIfAbsent(parent, absent -> new ArrayList<>()).add(row);
      } catch (Rejection rejection) {
        whole.refuse(row, rejection);
      }
    }
    OasstTree tree = new OasstTree();
    tree.hang(byParent.getOrDefault("", List.of()), null, whole);
    for (int i = 0; i < tree.nodes.size(); i++) { // the list grows while it is walked
      OasstNode node = tree.nodes.get(i);
      tree.hang(byParent.getOrDefault(id(node.row), List.of()), node, whole);
    }
    return tree;
  }

  private static String id(RawRecord row) {
    return Fields.text(row.fields(), "message_id");
  }

  private void hang(List<RawRecord> rows, OasstNode parent, WholeBuilder whole) {
    for (RawRecord row : rows) {
      try {
        nodes.add(new OasstNode(row, row.fields(), parent));
      } catch (Rejection rejection) {
        whole.refuse(row, rejection);
      }
    }
  }

  /** The answers with which conversations end: those without another answer below them. */
  List<OasstNode> ends() {
    Set<OasstNode> answeredBelow = new HashSet<>();
    List<OasstNode> ends = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      OasstNode node = nodes.get(i);
      boolean answer = node.role == Role.MODEL && !node.withdrawn;
      boolean below = answeredBelow.contains(node);
      if (answer && !below) {
        ends.add(node);
      }
      if (answer || below) {
        answeredBelow.add(node.parent);
      }
    }
    Collections.reverse(ends);
    requireBounded(ends);
    return ends;
  }

  /** For every message with ranked answers the best and the worst, where they differ in rank. */
  List<Replies> ranked() {
    List<Replies> pairs = new ArrayList<>();
    for (OasstNode node : nodes) {
      OasstNode best = null;
      OasstNode worst = null;
      for (OasstNode reply : node.replies) {
        if (reply.role != Role.MODEL || reply.withdrawn || reply.rank.isEmpty()) {
          continue;
        }
        double rank = reply.rank.getAsDouble();
        best = best == null || rank < best.rank.getAsDouble() ? reply : best;
        worst = worst == null || rank >= worst.rank.getAsDouble() ? reply : worst;
      }
      if (best != null && !best.rank.equals(worst.rank)) {
        pairs.add(new Replies(best, worst));
      }
    }
    requireBounded(pairs.stream().map(Replies::best).toList());
    return pairs;
  }

  /** The whole, each row that is in no example with what is wrong with it. */
  Whole build(WholeBuilder whole, Rejection unused) {
    for (OasstNode node : nodes) {
      whole.refuse(
          node.row,
          node.withdrawn
              ? new Rejection(
                  RejectionReason.WITHDRAWN,
                  "the message or one before it is deleted or failed its review")
              : unused);
    }
    return whole.build(
        new Rejection(RejectionReason.BROKEN_TREE, "no chain of parents leads to a first message"));
  }

  private static void requireBounded(List<OasstNode> ends) {
    long turns = ends.stream().mapToLong(node -> node.depth).sum();
    if (turns > MOST_TURNS) {
      throw new Rejection(
          RejectionReason.TOO_LARGE,
          "the conversations of the tree have " + turns + " turns; at most " + MOST_TURNS);
    }
    Examples.requireBounded(ends.stream().mapToLong(node -> node.characters).sum());
  }
}
