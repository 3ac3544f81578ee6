package io.deltatune.model.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code metrics.jsonl}: one JSON object a line under TRL's names. It holds no clock's time, so
 * that equal runs write equal files.
 */
final class MetricsFile {
  private static final String PREFIX = "eval_";
  private static final String EVALUATION = "eval_loss";
  private static final String LABELS = "eval_num_tokens";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path path;

  MetricsFile(Path folder) {
    this.path = folder.resolve("metrics.jsonl");
  }

  /**
   * Drops the lines after a step, half-written ones included; 0 empties the file.
   *
   * @param finished whether this is the run's last step, whose held-out loss will be told again
   */
  void keepUntil(long step, boolean finished) {
    StringBuilder kept = new StringBuilder();
    for (String line : step == 0 ? List.<String>of() : lines()) {
      JsonNode told = parse(line);
      long of = told.path("step").asLong(Long.MAX_VALUE);
      boolean toldAgain = finished && of == step && told.has(EVALUATION);
      if (of <= step && !toldAgain) {
        kept.append(line).append('\n');
      }
    }
    AtomicFiles.writeText(path, kept.toString());
  }

  /** What was measured of held-out rows after a step, where the file tells it. */
  Optional<Evaluation> evaluation(long step) {
    for (String line : lines()) {
      JsonNode told = parse(line);
      if (told.path("step").asLong(-1) == step && told.has(EVALUATION)) {
        Map<String, Double> extras = new LinkedHashMap<>();
        told.properties().stream()
            .filter(entry -> isExtra(entry.getKey()))
            .forEach(
                entry ->
                    extras.put(
                        entry.getKey().substring(PREFIX.length()), number(entry.getValue())));
        return Optional.of(
            new Evaluation(number(told.get(EVALUATION)), told.path(LABELS).asLong(), extras));
      }
    }
    return Optional.empty();
  }

  /** Appends a held-out loss. */
  void append(long step, Evaluation evaluation) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put(EVALUATION, evaluation.loss());
    line.put(LABELS, evaluation.labels());
    evaluation.extras().forEach((name, value) -> line.put(PREFIX + name, value));
    append(line);
  }

  /** A number, or one that is none: JSON has these as texts alone. */
  static double number(JsonNode value) {
    return value.isTextual() ? Double.parseDouble(value.textValue()) : value.asDouble();
  }

  private static boolean isExtra(String key) {
    return key.startsWith(PREFIX) && !key.equals(EVALUATION) && !key.equals(LABELS);
  }

  /** Appends that the run went on after a step, and what was not as before. */
  void append(long step, List<String> differences) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("resumed_with", differences);
    append(line);
  }

  /** Appends a step; of one that was skipped, why, in place of a loss. */
  void append(StepMetrics told) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", told.step());
    line.put("epoch", told.epoch());
    if (told.skipped().isPresent()) {
      line.put("skipped", told.skipped().get().cause());
      line.put("rows", told.skipped().get().rows());
    } else {
      line.put("loss", told.loss());
      line.put("grad_norm", told.gradientNorm());
    }
    line.put("learning_rate", told.learningRate());
    line.put("num_tokens", told.tokens());
    if (told.skippedSteps() > 0) {
      line.put("skipped_steps", told.skippedSteps());
    }
    line.putAll(told.extras());
    append(line);
  }

  private void append(Map<String, Object> values) {
    try {
      Files.writeString(
          path,
          MAPPER.writeValueAsString(values) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw notAccessible("written", e);
    }
  }

  private List<String> lines() {
    try {
      return !Files.exists(path) ? List.of() : Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw notAccessible("read", e);
    }
  }

  /** A line, or nothing where a kill cut it short. */
  private static JsonNode parse(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      return MAPPER.missingNode();
    }
  }

  private UserError notAccessible(String verb, IOException e) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        path + " cannot be " + verb,
        String.valueOf(e.getMessage()),
        "check that the run's folder is writable and the disk is not full",
        e);
  }
}
