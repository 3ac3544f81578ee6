package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Rows of {@code message_id}, {@code parent_id}, {@code text}, {@code role} and {@code
 * message_tree_id}, a message each: the flat files of OpenAssistant. The rows of a tree give the
 * examples of {@link OasstTreesNormalizer}, each counted for its last answer's row.
 */
public final class OasstMessagesNormalizer implements JoiningNormalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "oasst_messages";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.has("message_tree_id") && fields.has("message_id") && fields.has("text");
  }

  @Override
  public Result<String> key(RawRecord row) {
    return Rejection.resultOf(() -> Fields.text(row.fields(), "message_tree_id"));
  }

  @Override
  public Whole join(List<RawRecord> rows) {
    WholeBuilder whole = new WholeBuilder(rows);
    OasstTree tree = OasstTree.flat(whole);
    Rejection unused = new Rejection(RejectionReason.UNANSWERED, "no answer follows the message");
    try {
      for (OasstNode end : tree.ends()) {
        whole.make(OasstExamples.rows(end), () -> OasstExamples.conversation(end));
      }
    } catch (Rejection tooLarge) {
      unused = tooLarge;
    }
    return tree.build(whole, unused);
  }
}
