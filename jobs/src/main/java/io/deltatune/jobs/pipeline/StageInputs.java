package io.deltatune.jobs.pipeline;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.source.hub.HubPath;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Collects what a stage's result depends on. */
final class StageInputs {
  private final Warehouse warehouse;
  private final FileInputs files;
  private final Map<String, String> inputs = new TreeMap<>();

  StageInputs(Warehouse warehouse) {
    this.warehouse = warehouse;
    this.files = new FileInputs(warehouse.spark().sessionState().newHadoopConf());
  }

  /**
   * The contents of a file, folder or glob. What the hub keeps counts by its name: a stage is not
   * run again because a branch has moved; name a revision to take another.
   */
  StageInputs file(String name, InputPath path) {
    inputs.put(name, HubPath.isOne(path.resolved()) ? path.resolved() : files.hash(path));
    return this;
  }

  /** The present version of a table. */
  StageInputs table(Table<?> table) {
    String version = warehouse.version(table).map(Object::toString).orElse("none");
    inputs.put("table " + table.name(), version);
    return this;
  }

  /** The rows and splits of examples, by their tables' versions. */
  StageInputs examples() {
    return table(Tables.INSTRUCTION_EXAMPLES).table(Tables.SPLITS);
  }

  /** What the latest training run of this name made. */
  StageInputs trainingRun(String name) {
    String result =
        warehouse.records(Tables.TRAINING_RUNS).stream()
            .filter(run -> run.name().equals(name))
            .max(Comparator.comparing(TrainingRunRow::finishedAt))
            .map(run -> run.resultModel() == null ? run.id() : run.resultModel())
            .orElse("none");
    inputs.put("run " + name, result);
    return this;
  }

  /** The answers of this name. */
  StageInputs generations(String name) {
    List<Row> rows =
        warehouse
            .readOrEmpty(Tables.GENERATIONS)
            .where(functions.col("name").equalTo(name))
            .select("id", "answer")
            .orderBy("id", "answer")
            .collectAsList();
    ContentHash hash = ContentHash.of("generations");
    rows.forEach(row -> hash.field(row.getString(0)).field(row.getString(1)));
    inputs.put("generations " + name, hash.hex());
    return this;
  }

  Map<String, String> all() {
    return Map.copyOf(inputs);
  }
}
