package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns the rows of one dataset into examples: parses, names the fields as the shapes have them,
 * chooses the normaliser.
 *
 * @param source the dataset's name
 * @param shape the name of a normaliser, or {@value #AUTO} to choose by each row's fields
 * @param columns a user's own names of fields: the shape's field to the row's
 * @param roles a user's own names of roles: the dataset's to {@code system}, {@code user} or {@code
 *     model}
 * @param groupField the field that names a row's group, or {@value #AUTO}: {@code group} where a
 *     row has it, else the row's prompt is its group
 */
public record RowNormalizer(
    String source,
    String shape,
    Map<String, String> columns,
    Map<String, String> roles,
    String groupField)
    implements Serializable {
  /** Chooses by the row. */
  public static final String AUTO = "auto";

  /**
   * @throws IllegalArgumentException if no normaliser has the name {@code shape}
   */
  public RowNormalizer {
    columns = new TreeMap<>(columns);
    roles = new TreeMap<>(roles);
    if (!shape.equals(AUTO)
        && Normalizers.named(shape).isEmpty()
        && Normalizers.joining(shape).isEmpty()) {
      List<String> known = new ArrayList<>(List.of(AUTO));
      known.addAll(Normalizers.names());
      throw new IllegalArgumentException(
          "no shape '" + shape + "'; known are " + String.join(", ", known));
    }
  }

  /** For rows whose fields and roles are named as their shape has them. */
  public RowNormalizer(String source, String shape, String groupField) {
    this(source, shape, Map.of(), Map.of(), groupField);
  }

  /**
   * What a row becomes. Never throws on account of the row.
   *
   * @param text the row as JSON text; a byte order mark before it is ignored
   */
  public RowResult normalise(String file, long line, String text) {
    Result<RawRecord> parsed = parse(file, line, text);
    if (parsed instanceof Result.Rejected<RawRecord> rejected) {
      return new RowResult.Refused(rejected.reason(), rejected.detail());
    }
    return normalise(((Result.Accepted<RawRecord>) parsed).value());
  }

  /** The row's fields, named as the shapes have them, or why it has none. */
  public Result<RawRecord> parse(String file, long line, String text) {
    return Rejection.resultOf(
        () -> {
          ObjectNode fields = RowJson.object(text);
          OwnNames.rename(fields, columns);
          OwnNames.renameRoles(fields, roles);
          return new RawRecord(source, file, line, fields, text);
        });
  }

  /** What a row becomes that is parsed already. */
  public RowResult normalise(RawRecord row) {
    Optional<JoiningNormalizer> joining =
        shape.equals(AUTO) ? Normalizers.joining(row.fields()) : Normalizers.joining(shape);
    if (joining.isPresent()) {
      Result<String> key = joining.get().key(row);
      return key instanceof Result.Rejected<String> rejected
          ? new RowResult.Refused(rejected.reason(), rejected.detail())
          : new RowResult.Pending(joining.get().name(), ((Result.Accepted<String>) key).value());
    }
    Optional<Normalizer> normalizer =
        shape.equals(AUTO) ? Normalizers.recognising(row.fields()) : Normalizers.named(shape);
    if (normalizer.isEmpty()) {
      return new RowResult.Refused(
          RejectionReason.UNKNOWN_SHAPE, "the fields are " + Fields.names(row.fields()));
    }
    Result<List<Example>> result = normalizer.get().normalise(row);
    return result instanceof Result.Rejected<List<Example>> rejected
        ? new RowResult.Refused(rejected.reason(), rejected.detail())
        : grouped(row, ((Result.Accepted<List<Example>>) result).value());
  }

  /**
   * What the rows of a whole become.
   *
   * @param normalizer of {@link RowResult.Pending}
   * @param rows all that share a key, in any order
   */
  public Whole join(String normalizer, List<RawRecord> rows) {
    Whole whole = Normalizers.joining(normalizer).orElseThrow().join(rows);
    if (groupField.equals(AUTO)) {
      return whole;
    }
    WholeBuilder grouped = new WholeBuilder(rows);
    for (Whole.Made made : whole.made()) {
      grouped.make(made.rows(), () -> made.example().withGroup(group(made.rows().get(0))));
    }
    for (Whole.Refused refused : whole.refused()) {
      grouped.refuse(refused.row(), new Rejection(refused.reason(), refused.detail()));
    }
    return grouped.build(
        new Rejection(RejectionReason.NOT_PAIRED, "no example was made of the row"));
  }

  private RowResult grouped(RawRecord row, List<Example> examples) {
    if (groupField.equals(AUTO)) {
      return new RowResult.Examples(examples);
    }
    try {
      String group = group(row);
      return new RowResult.Examples(
          examples.stream().map(example -> example.withGroup(group)).toList());
    } catch (Rejection rejection) {
      return new RowResult.Refused(rejection.reason(), rejection.getMessage());
    }
  }

  private String group(RawRecord row) {
    return Fields.group(row.fields(), groupField)
        .orElseThrow(
            () ->
                new Rejection(
                    RejectionReason.MISSING_FIELD,
                    "the field '" + groupField + "' names no group"));
  }
}
