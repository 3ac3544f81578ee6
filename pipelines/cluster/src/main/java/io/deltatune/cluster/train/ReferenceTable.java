package io.deltatune.cluster.train;

import io.deltatune.data.row.ReferenceRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.run.TrainingRun;
import io.deltatune.model.train.ReferenceFile;
import io.deltatune.model.train.ReferenceFile.Sums;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.functions;

/**
 * What a run's reference model made of pairs in earlier runs: put into the run's folder before it
 * begins, and completed by what it computed.
 *
 * @param file in the run's folder
 * @param model the hash of the reference model
 */
record ReferenceTable(Warehouse warehouse, ReferenceFile file, String model) {
  static ReferenceTable of(Warehouse warehouse, TrainingRun.Precomputed precomputed) {
    return new ReferenceTable(
        warehouse, new ReferenceFile(precomputed.file(), precomputed.model()), precomputed.model());
  }

  /** Gives the run what is known. */
  void restore() {
    Map<String, Sums> known = new HashMap<>();
    for (ReferenceRow row : rows()) {
      known.put(row.pair(), new Sums(row.chosen(), row.rejected()));
    }
    if (!known.isEmpty()) {
      file.add(known);
    }
  }

  private List<ReferenceRow> rows() {
    return warehouse.records(
        Tables.REFERENCE_LOG_PROBABILITIES,
        warehouse
            .readOrEmpty(Tables.REFERENCE_LOG_PROBABILITIES)
            .where(functions.col("reference_model").equalTo(model)));
  }

  /** Keeps what the run computed. */
  void keep(String runId) {
    Instant now = Instant.now();
    List<ReferenceRow> rows = new ArrayList<>();
    file.sums()
        .forEach(
            (pair, sums) ->
                rows.add(
                    new ReferenceRow(model, pair, sums.chosen(), sums.rejected(), runId, now)));
    warehouse.insertAbsent(Tables.REFERENCE_LOG_PROBABILITIES, rows);
  }
}
