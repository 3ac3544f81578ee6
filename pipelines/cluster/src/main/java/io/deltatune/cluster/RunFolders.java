package io.deltatune.cluster;

import static org.apache.spark.sql.functions.col;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** Where training runs lie, and how they are found again by name. */
public final class RunFolders {
  private RunFolders() {}

  /**
   * The folder of a run: as the recipe says, else {@code runs/NAME/FINGERPRINT} in a warehouse on
   * the local file system, or in the working folder for one that is elsewhere. So a changed recipe
   * leaves an older run of the same name as it is, and an interrupted one finds its checkpoints.
   *
   * @param fingerprint of everything that decides the run's result
   */
  public static Path of(Warehouse warehouse, String name, Optional<Path> path, String fingerprint) {
    if (path.isPresent()) {
      return path.get();
    }
    String scheme = warehouse.path().toUri().getScheme();
    Path root =
        scheme == null || scheme.equals("file")
            ? Path.of(warehouse.path().toUri().getPath())
            : Path.of("").toAbsolutePath();
    return root.resolve("runs").resolve(name).resolve(fingerprint.substring(0, 12));
  }

  /**
   * The finished run of an id, or the newest of a name.
   *
   * @param run an id, a name, or {@code NAME@latest}
   * @throws UserError if there is none
   */
  public static TrainingRunRow latest(Warehouse warehouse, String run) {
    String name = run.replaceFirst("@latest$", "");
    return warehouse
        .records(
            Tables.TRAINING_RUNS,
            warehouse
                .readOrEmpty(Tables.TRAINING_RUNS)
                .where(col("name").equalTo(name).or(col("id").equalTo(run))))
        .stream()
        .max(Comparator.comparing(TrainingRunRow::finishedAt))
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.DATA,
                    "there is no finished training run '" + run + "'",
                    "the table training_runs in "
                        + warehouse.path()
                        + " has none of this name or id",
                    "train first, or look at what there is: deltatune sql \"SELECT name, id,"
                        + " finished_at FROM training_runs\""));
  }
}
