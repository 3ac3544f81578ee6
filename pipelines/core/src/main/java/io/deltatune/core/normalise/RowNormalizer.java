package io.deltatune.core.normalise;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns the rows of one dataset into examples: parses, chooses the normaliser, applies the limits.
 *
 * @param source the dataset's name
 * @param shape the name of a normaliser, or {@value #AUTO} to choose by each row's fields
 * @param groupField the field that names a row's group, or {@value #AUTO}: {@code group} where a
 *     row has it, else the row's prompt is its group
 * @param limits what an example may be
 */
public record RowNormalizer(String source, String shape, String groupField, Limits limits)
    implements Serializable {
  /** Chooses by the row. */
  public static final String AUTO = "auto";

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  /**
   * @throws IllegalArgumentException if no normaliser has the name {@code shape}
   */
  public RowNormalizer {
    if (!shape.equals(AUTO) && Normalizers.named(shape).isEmpty()) {
      List<String> known = new ArrayList<>(List.of(AUTO));
      known.addAll(Normalizers.names());
      throw new IllegalArgumentException(
          "no shape '" + shape + "'; known are " + String.join(", ", known));
    }
  }

  /**
   * The example of a row, or the reason why there is none. Never throws on account of the row.
   *
   * @param text the row as JSON text; a byte order mark before it is ignored
   */
  public Result<Example> normalise(String file, long line, String text) {
    JsonNode tree;
    try {
      tree = JSON.readValue(text.startsWith("\ufeff") ? text.substring(1) : text);
    } catch (JsonProcessingException e) {
      return new Result.Rejected<>(RejectionReason.NOT_JSON, e.getOriginalMessage());
    }
    if (tree == null || tree.isMissingNode()) {
      return new Result.Rejected<>(RejectionReason.NOT_JSON, "the row is empty");
    }
    if (!(tree instanceof ObjectNode fields)) {
      return new Result.Rejected<>(
          RejectionReason.NOT_AN_OBJECT, "the row is of the type " + tree.getNodeType());
    }
    return normalise(new RawRecord(source, file, line, fields, text));
  }

  /** As above, for a row that is parsed already. */
  public Result<Example> normalise(RawRecord row) {
    Set<String> columns = new TreeSet<>();
    row.fields().fieldNames().forEachRemaining(columns::add);
    Optional<Normalizer> normalizer =
        shape.equals(AUTO) ? Normalizers.recognising(columns) : Normalizers.named(shape);
    if (normalizer.isEmpty()) {
      return new Result.Rejected<>(
          RejectionReason.UNKNOWN_SHAPE, "the fields are " + String.join(", ", columns));
    }
    Result<Example> result = normalizer.get().normalise(row);
    return result instanceof Result.Accepted<Example> accepted
        ? limited(row, accepted.value())
        : result;
  }

  private Result<Example> limited(RawRecord row, Example example) {
    if (groupField.equals(AUTO)) {
      return limits.check(example);
    }
    Result<Example> grouped =
        Rejection.resultOf(
            () ->
                example.withGroup(
                    Fields.group(row, groupField)
                        .orElseThrow(
                            () ->
                                new Rejection(
                                    RejectionReason.MISSING_FIELD,
                                    "the field '" + groupField + "' names no group"))));
    return grouped instanceof Result.Accepted<Example> accepted
        ? limits.check(accepted.value())
        : grouped;
  }
}
