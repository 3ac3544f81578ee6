package io.deltatune.jobs.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A line of a file of JSON objects.
 *
 * @param number the line's number, from 1
 * @param object what it holds; null where it holds no object
 * @param problem why it holds no object; null where it does
 */
record JsonLine(Path file, long number, ObjectNode object, String problem) {
  /** The row's {@code id}, any JSON value; null's node where there is none. */
  JsonNode id() {
    JsonNode id = object == null ? null : object.get("id");
    return id == null ? NullNode.instance : id;
  }

  /**
   * The line as an object.
   *
   * @throws BadRowException if it is none
   */
  ObjectNode row() throws BadRowException {
    if (object == null) {
      throw new BadRowException("line " + number + ": " + problem);
    }
    return object;
  }

  /** Whether the row has a value under the key; null counts as none. */
  boolean has(String key) {
    return object != null && object.hasNonNull(key);
  }

  /**
   * A text of the row.
   *
   * @throws BadRowException if there is none under the key, or one that is not well-formed
   */
  String text(String key) throws BadRowException {
    JsonNode value = row().get(key);
    if (value == null || !value.isTextual()) {
      throw new BadRowException("'" + key + "' is " + (value == null ? "missing" : "not a string"));
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value.textValue())) {
      throw new BadRowException("'" + key + "' holds half of a surrogate pair");
    }
    return value.textValue();
  }

  /**
   * A flag of the row, false where it is missing.
   *
   * @throws BadRowException if it is neither true nor false
   */
  boolean flag(String key) throws BadRowException {
    JsonNode value = row().get(key);
    if (value != null && !value.isBoolean() && !value.isNull()) {
      throw new BadRowException("'" + key + "' is neither true nor false");
    }
    return value != null && value.booleanValue();
  }

  /**
   * Token ids of the row.
   *
   * @throws BadRowException if there is no list under the key, an empty one, or one with something
   *     else than ids below the limit
   */
  int[] ids(String key, int vocabularySize) throws BadRowException {
    JsonNode value = row().get(key);
    if (value == null || !value.isArray() || value.isEmpty()) {
      throw new BadRowException("'" + key + "' is no list of token ids, or an empty one");
    }
    int[] ids = new int[value.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = value.get(i);
      boolean fits = id.isIntegralNumber() && id.canConvertToInt();
      if (!fits || id.intValue() < 0 || id.intValue() >= vocabularySize) {
        throw new BadRowException(
            "'%s'[%d] is %s, which is no token id below %d".formatted(key, i, id, vocabularySize));
      }
      ids[i] = id.intValue();
    }
    return ids;
  }

  /** The row is refused, and the command with it. */
  UserError refused(BadRowException problem) {
    String message = problem.getMessage();
    String prefix = "line " + number + ": ";
    return new UserError(
        ErrorCode.DATA,
        file + ":" + number + ": the row cannot be used",
        message.startsWith(prefix) ? message.substring(prefix.length()) : message,
        "correct the row or leave it out; nothing has been written");
  }
}
