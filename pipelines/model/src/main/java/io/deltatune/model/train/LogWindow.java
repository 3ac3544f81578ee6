package io.deltatune.model.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was told of the applied steps since the last line of metrics; the next line holds the means.
 *
 * @param steps how many
 * @param loss the sum of their losses
 * @param figures the objective's own, by name
 */
record LogWindow(int steps, double loss, Map<String, Figure> figures) {
  static final LogWindow EMPTY = new LogWindow(0, 0, Map.of());

  /** A sum over the steps that told the figure. */
  record Figure(double sum, int steps) {}

  /** With a step more; one that was skipped adds nothing. */
  LogWindow and(TrainingStep.Outcome outcome) {
    if (outcome.skip().isPresent()) {
      return this;
    }
    Map<String, Figure> more = new LinkedHashMap<>(figures);
    outcome
        .metrics()
        .forEach(
            (name, value) ->
                more.merge(
                    name,
                    new Figure(value, 1),
                    (one, other) ->
                        new Figure(one.sum() + other.sum(), one.steps() + other.steps())));
    return new LogWindow(steps + 1, loss + outcome.loss(), more);
  }

  /** The mean loss; there must be a step. */
  double meanLoss() {
    return loss / steps;
  }

  /** The figures' means. */
  Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    figures.forEach((name, figure) -> means.put(name, figure.sum() / figure.steps()));
    return means;
  }

  void write(ObjectNode into) {
    into.put("steps", steps);
    into.put("loss", loss);
    ObjectNode all = into.putObject("figures");
    figures.forEach((name, figure) -> all.putArray(name).add(figure.sum()).add(figure.steps()));
  }

  static LogWindow read(JsonNode from) {
    Map<String, Figure> figures = new LinkedHashMap<>();
    from.path("figures")
        .properties()
        .forEach(
            entry -> {
              ArrayNode figure = (ArrayNode) entry.getValue();
              figures.put(
                  entry.getKey(),
                  new Figure(MetricsFile.number(figure.get(0)), figure.get(1).asInt()));
            });
    return new LogWindow(from.path("steps").asInt(), from.path("loss").asDouble(), figures);
  }
}
