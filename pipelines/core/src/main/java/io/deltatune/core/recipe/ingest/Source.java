package io.deltatune.core.recipe.ingest;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.Requirements;
import io.deltatune.core.normalise.Normalizers;
import io.deltatune.core.normalise.RowNormalizer;
import java.util.Map;
import java.util.Optional;

/**
 * One dataset.
 *
 * @param name its name in the tables
 * @param path a file, a folder, a glob, a Delta table, or {@code hf://datasets/OWNER/NAME}
 * @param shape the fields of its rows: {@code auto}, or the name of a normaliser
 * @param columns a user's own names of fields: the shape's field to the row's
 * @param roles a user's own names of roles: the dataset's to system, user or model
 * @param version of a Delta table: a number or a time; the newest where there is none
 * @param changesSince of a Delta table: only rows that were added or changed after this version
 * @param limit the most rows that are read, in the order of files and lines; all where there is
 *     none
 */
public record Source(
    String name,
    InputPath path,
    @Default("auto") Format format,
    @Default("auto") String shape,
    @Default("{}") Map<String, String> columns,
    @Default("{}") Map<String, String> roles,
    Optional<String> version,
    Optional<Long> changesSince,
    Optional<Long> limit) {
  public Source {
    columns = Map.copyOf(columns);
    roles = Map.copyOf(roles);
    new Requirements()
        .name("name", name)
        .that(
            "shape",
            shape.equals(RowNormalizer.AUTO) || Normalizers.names().contains(shape),
            "is '" + shape + "'; expected one of auto, " + String.join(", ", Normalizers.names()))
        .atLeast("changes_since", changesSince.orElse(0L), 0)
        .atLeast("limit", limit.orElse(1L), 1)
        .that(
            "version",
            version.isEmpty() || changesSince.isEmpty(),
            "is given along with changes_since; expected one of them")
        .verify();
  }

  /** A source of files in the shape and format that they are recognised to have. */
  public static Source of(String name, InputPath path) {
    return new Source(
        name,
        path,
        Format.AUTO,
        RowNormalizer.AUTO,
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
