package io.deltatune.jobs.files;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.progress.Progress;
import io.deltatune.jobs.work.Workplace;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.score.SequenceLogits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the logits of token sequences: {@code {"id", "input_ids"}} become one fp32 tensor {@code
 * [tokens, vocabulary]} each, named by the id. No tokenizer is needed.
 */
public final class LogitsWork {
  private LogitsWork() {}

  /**
   * @throws io.deltatune.core.error.UserError naming the file and line of a row that cannot be
   *     used, or if a file or folder cannot be used
   */
  public static void run(Workplace workplace, ModelChoice choice, Path in, Path out) {
    workplace.log().capture();
    List<JsonLine> lines = JsonLines.all(in);
    Map<String, int[]> sequences = sequences(lines, Gemma3Config.read(choice.folder()));
    try (SequenceLogits logits =
            SequenceLogits.open(choice.folder(), choice.adapter(), Engines.prepare(choice));
        Progress progress =
            workplace.console().progress().start("logits", "rows", sequences.size())) {
      Map<String, TensorContent> tensors = new LinkedHashMap<>();
      sequences.forEach((id, tokens) -> tensors.put(id, logits.of(tokens, progress)));
      SafetensorsWriter.write(out, tensors);
    }
    workplace.console().message("logits: " + sequences.size() + " tensors -> " + out);
  }

  private static Map<String, int[]> sequences(List<JsonLine> lines, Gemma3Config config) {
    Map<String, int[]> sequences = new LinkedHashMap<>();
    for (JsonLine line : lines) {
      try {
        String id = name(line);
        int[] tokens = line.ids("input_ids", config.vocabularySize());
        if (tokens.length > config.maximumPositions()) {
          throw new BadRowException(
              tokens.length + " tokens, but the model sees " + config.maximumPositions());
        }
        if (sequences.put(id, tokens) != null) {
          throw new BadRowException("an earlier row has the id '" + id + "'");
        }
      } catch (BadRowException e) {
        throw line.refused(e);
      }
    }
    return sequences;
  }

  private static String name(JsonLine line) throws BadRowException {
    line.row();
    JsonNode id = line.id();
    if (!id.isTextual() && !id.isIntegralNumber()) {
      throw new BadRowException("'id' is neither a string nor a whole number");
    }
    if (id.asText().equals("__metadata__")) {
      throw new BadRowException("'__metadata__' cannot name a tensor");
    }
    return id.asText();
  }
}
