package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;
import java.util.function.Supplier;

/**
 * Trees as of {@link OasstTreesNormalizer}, for the ranks of their replies: wherever the model's
 * replies to a message differ in {@code rank}, the one of the lowest and the one of the highest
 * make a pair. Recipes name this shape; by itself a tree gives conversations.
 */
public final class OasstTreePairsNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "oasst_tree_pairs";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return false;
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.resultOf(
        () -> {
          List<Supplier<Example>> works =
              OasstTree.nested(row).ranked().stream()
                  .<Supplier<Example>>map(replies -> () -> OasstExamples.pair(replies))
                  .toList();
          return OasstExamples.anyOf(
              works,
              new Rejection(RejectionReason.NOT_RANKED, "no message has replies of two ranks"));
        });
  }
}
