package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Flat rows as of {@link OasstMessagesNormalizer}, for the pairs of {@link
 * OasstTreePairsNormalizer}, each counted for the better reply's row. Recipes name this shape.
 */
public final class OasstMessagePairsNormalizer implements JoiningNormalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "oasst_message_pairs";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return false;
  }

  @Override
  public Result<String> key(RawRecord row) {
    return Rejection.resultOf(() -> Fields.text(row.fields(), "message_tree_id"));
  }

  @Override
  public Whole join(List<RawRecord> rows) {
    WholeBuilder whole = new WholeBuilder(rows);
    OasstTree tree = OasstTree.flat(whole);
    Rejection unused =
        new Rejection(
            RejectionReason.NOT_PAIRED, "the message is in no pair of a best and a worst reply");
    try {
      for (OasstTree.Replies replies : tree.ranked()) {
        whole.make(
            OasstExamples.rows(replies.best(), replies.worst()), () -> OasstExamples.pair(replies));
      }
    } catch (Rejection tooLarge) {
      unused = tooLarge;
    }
    return tree.build(whole, unused);
  }
}
