package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;
import java.util.function.Supplier;

/**
 * Rows of a {@code prompt} that is a message with {@code replies}, which have replies in turn: the
 * trees of OpenAssistant (OASST1, OASST2). Each way from the root to a last answer is an example;
 * what the user says after it, messages that are deleted and messages that failed their review are
 * left out. All examples of a tree are in the group of its first prompt.
 */
public final class OasstTreesNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "oasst_trees";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return fields.path("prompt").isObject() && fields.path("prompt").has("replies");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.resultOf(
        () -> {
          List<Supplier<Example>> works =
              OasstTree.nested(row).ends().stream()
                  .<Supplier<Example>>map(end -> () -> OasstExamples.conversation(end))
                  .toList();
          return OasstExamples.anyOf(
              works, new Rejection(RejectionReason.UNANSWERED, "the tree has no answer"));
        });
  }
}
