package io.deltatune.model.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The tokens that end an answer, by a checkpoint's own files. */
final class StopTokens {
  /** Gemma's {@code <eos>}, where no tokenizer tells. */
  static final int END_OF_TEXT = 1;

  /** Gemma's {@code <end_of_turn>}, where no tokenizer tells. */
  static final int END_OF_TURN = 106;

  private static final String KEY = "eos_token_id";

  private StopTokens() {}

  /**
   * The {@code eos_token_id} of {@code generation_config.json}; without it that of {@code
   * config.json}, as transformers has it; without either Gemma's end of text and end of turn.
   *
   * @throws UserError if a file cannot be read, or its value is no number or list of numbers
   */
  static Set<Integer> of(Path folder) {
    for (String name : new String[] {"generation_config.json", "config.json"}) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        JsonNode value = JsonFiles.read(file).path(KEY);
        if (!value.isMissingNode() && !value.isNull()) {
          return ids(file, value);
        }
      }
    }
    return Set.of(END_OF_TEXT, END_OF_TURN);
  }

  private static Set<Integer> ids(Path file, JsonNode value) {
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode id : value.isArray() ? value : JsonFiles.object().putArray(KEY).add(value)) {
      if (!id.canConvertToInt() || !id.isIntegralNumber() || id.intValue() < 0) {
        throw new UserError(
            ErrorCode.MALFORMED_FILE,
            file + ": " + KEY + " is " + value,
            "it must be a token's id or a list of ids",
            "take the file from the checkpoint's publisher again");
      }
      ids.add(id.intValue());
    }
    return ids;
  }
}
