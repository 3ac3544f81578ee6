package io.deltatune.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.model.file.JsonFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The ids of tokens with a meaning, as {@code config.json} and the generation's settings say. */
final class SpecialIds {
  private static final List<String> KEYS = List.of("bos_token_id", "eos_token_id", "pad_token_id");
  private static final int END_OF_TURN = 106;

  private SpecialIds() {}

  /** Takes the ids from a configuration, where there is one that names them. */
  static void carryOver(Path from, ObjectNode to) {
    if (!Files.exists(from)) {
      return;
    }
    ObjectNode source = JsonFiles.read(from);
    for (String key : KEYS) {
      JsonNode own = source.path(key);
      JsonNode value = own.isMissingNode() ? source.path("text_config").path(key) : own;
      if (!value.isMissingNode()) {
        to.set(key, value);
      }
    }
  }

  /** As Google publishes it: generation ends with {@code <eos>} or {@code <end_of_turn>}. */
  static ObjectNode generation(ObjectNode config) {
    ObjectNode generation = JsonFiles.object();
    generation.set("bos_token_id", config.path("bos_token_id"));
    generation.set("pad_token_id", config.path("pad_token_id"));
    generation.put("do_sample", false);
    JsonNode end = config.path("eos_token_id");
    if (end.isArray()) {
      generation.set("eos_token_id", end);
    } else {
      ArrayNode ends = generation.putArray("eos_token_id").add(end);
      if (config.path("vocab_size").asInt() > END_OF_TURN) {
        ends.add(END_OF_TURN);
      }
    }
    return generation;
  }
}
