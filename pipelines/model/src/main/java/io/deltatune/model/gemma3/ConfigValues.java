package io.deltatune.model.gemma3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import java.nio.file.Path;

/**
 * The values of one object of a {@code config.json}; every error names the file and the key.
 *
 * @param path the file
 * @param place the object's place in it, {@code text_config.} for example; empty for the root
 */
record ConfigValues(Path path, String place, ObjectNode node) {

  /** Whether the key is there with a value. */
  boolean has(String key) {
    return node.hasNonNull(key);
  }

  JsonNode value(String key) {
    return node.path(key);
  }

  /** A whole number of at least 1; {@code null} is none. */
  int count(String key, int otherwise, int most) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber()) {
      throw malformed(key, "not a whole number");
    }
    if (!value.canConvertToLong() || value.longValue() < 1 || value.longValue() > most) {
      throw malformed(key, "not between 1 and " + most);
    }
    return value.intValue();
  }

  double number(String key, double otherwise, double least, double most) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw malformed(key, "not a number");
    }
    double number = value.doubleValue();
    if (!(number >= least && number <= most)) {
      throw malformed(key, "not between " + least + " and " + most);
    }
    return number;
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw malformed(key, "neither true nor false");
    }
    return value.booleanValue();
  }

  String text(String key, String otherwise) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw malformed(key, "not a text");
    }
    return value.textValue();
  }

  /** An object within this one; empty where it is absent or null. */
  ConfigValues object(String key) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return new ConfigValues(path, place + key + ".", JsonFiles.object());
    }
    if (value instanceof ObjectNode object) {
      return new ConfigValues(path, place + key + ".", object);
    }
    throw malformed(key, "not an object");
  }

  /** Refuses a value that asks for something that this product does not do. */
  UserError unsupported(String key) {
    return unsupported(
        key, "the Gemma 3 text model, as transformers computes it, has no such thing");
  }

  UserError unsupported(String key, String cause) {
    return new UserError(
        ErrorCode.UNSUPPORTED_MODEL,
        path + ": " + said(key),
        cause,
        "give the folder of a Gemma 3 checkpoint in bf16, fp16 or fp32");
  }

  UserError malformed(String key, String cause) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + ": " + said(key),
        cause,
        "take the file from the model's publisher again");
  }

  private String said(String key) {
    JsonNode value = node.path(key);
    return place + key + " is " + (value.isMissingNode() ? "missing" : JsonFiles.shown(value));
  }
}
