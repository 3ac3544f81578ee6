package io.deltatune.model.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How far a run is, beside its tensors: what a resumed one must know to go on as an undisturbed
 * one.
 *
 * @param step finished steps, those that were skipped included
 * @param tokens real tokens so far
 * @param skipped steps that were not applied
 * @param skippedInARow how many of the last steps were not
 */
record RunState(long step, long tokens, long skipped, int skippedInARow) {
  static final RunState START = new RunState(0, 0, 0, 0);

  /** The updates that were applied; an optimiser's bias correction counts these alone. */
  long updates() {
    return step - skipped;
  }

  /** Behind the next step. */
  RunState after(TrainingStep.Outcome outcome) {
    boolean skip = outcome.skip().isPresent();
    return new RunState(
        step + 1,
        tokens + outcome.tokens(),
        skip ? skipped + 1 : skipped,
        skip ? skippedInARow + 1 : 0);
  }

  void write(ObjectNode into) {
    into.put("step", step);
    into.put("num_tokens", tokens);
    into.put("skipped_steps", skipped);
    into.put("skipped_in_a_row", skippedInARow);
  }

  static RunState read(JsonNode from) {
    return new RunState(
        from.path("step").asLong(),
        from.path("num_tokens").asLong(),
        from.path("skipped_steps").asLong(),
        from.path("skipped_in_a_row").asInt());
  }
}
