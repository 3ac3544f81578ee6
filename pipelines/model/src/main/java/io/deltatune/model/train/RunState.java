package io.deltatune.model.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.model.train.BestRule.Best;
import java.util.Optional;

/**
 * How far a run is, beside its tensors: what a resumed one must know to go on as an undisturbed
 * one.
 *
 * @param step finished steps, those that were skipped included
 * @param tokens real tokens so far
 * @param skipped steps that were not applied
 * @param skippedInARow how many of the last steps were not
 * @param best the best held-out measurement; empty before the first, or where none is sought
 * @param window the steps that no line of metrics tells yet
 */
record RunState(
    long step,
    long tokens,
    long skipped,
    int skippedInARow,
    Optional<Best> best,
    LogWindow window) {
  static final RunState START = new RunState(0, 0, 0, 0, Optional.empty(), LogWindow.EMPTY);

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
        skip ? skippedInARow + 1 : 0,
        best,
        window.and(outcome));
  }

  /** Behind a line of metrics. */
  RunState told() {
    return new RunState(step, tokens, skipped, skippedInARow, best, LogWindow.EMPTY);
  }

  /** Behind a held-out measurement. */
  RunState measured(BestRule rule, double value) {
    Best found = rule.after(best.orElse(null), step, value);
    return new RunState(step, tokens, skipped, skippedInARow, Optional.ofNullable(found), window);
  }

  void write(ObjectNode into) {
    into.put("step", step);
    into.put("num_tokens", tokens);
    into.put("skipped_steps", skipped);
    into.put("skipped_in_a_row", skippedInARow);
    best.ifPresent(
        found ->
            into.putObject("best")
                .put("step", found.step())
                .put("value", found.value())
                .put("since", found.since()));
    window.write(into.putObject("untold"));
  }

  static RunState read(JsonNode from) {
    JsonNode found = from.path("best");
    return new RunState(
        from.path("step").asLong(),
        from.path("num_tokens").asLong(),
        from.path("skipped_steps").asLong(),
        from.path("skipped_in_a_row").asInt(),
        found.isObject()
            ? Optional.of(
                new Best(
                    found.path("step").asLong(),
                    MetricsFile.number(found.path("value")),
                    found.path("since").asInt()))
            : Optional.empty(),
        LogWindow.read(from.path("untold")));
  }
}
