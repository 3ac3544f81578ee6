package io.deltatune.cluster.generate;

import io.deltatune.cluster.ModelOptions;
import io.deltatune.cluster.select.ExampleSelection;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/**
 * Answers the prompts of a selection on the executors and adds them to {@code generations}, in one
 * commit. Prompts that the table already has an answer to under this name are left out.
 */
public final class GenerateJob {
  private static final int BATCHES = 4;

  private final Warehouse warehouse;
  private final GenerateRecipe recipe;
  private final Decoding decoding;
  private final ProgressReporter reporter;

  public GenerateJob(
      Warehouse warehouse, Resolved<GenerateRecipe> resolved, ProgressReporter reporter) {
    this.warehouse = warehouse;
    this.recipe = resolved.recipe();
    this.decoding = Decoding.of(recipe.decoding());
    this.reporter = reporter;
  }

  /**
   * @throws io.deltatune.core.error.UserError if the recipe asks for what is not there
   */
  public GenerateReport run() {
    AnsweringModel model = AnsweringModel.of(warehouse, recipe);
    GenerationKey key =
        new GenerationKey(
            recipe.output().name(),
            model.hash(),
            model.adapterHash().orElse(null),
            decoding.json());
    Map<String, ExampleRow> selected = distinctPrompts(selection().rows(warehouse), key);
    List<ExampleRow> missing = missing(selected, key);
    long tokens = 0;
    if (!missing.isEmpty()) {
      model.record(warehouse);
      tokens = generate(missing, spec(model), key);
    }
    return new GenerateReport(
        key.name(), key.model(), key.adapter(), selected.size(), missing.size(), tokens);
  }

  private ExampleSelection selection() {
    GenerateRecipe.Data data = recipe.data();
    return new ExampleSelection(
        data.table(), data.where(), data.split(), data.limit(), data.order(), 0);
  }

  private GeneratorSpec spec(AnsweringModel model) {
    return new GeneratorSpec(
        model.folder().path().toString(),
        model.adapter().map(Object::toString).orElse(null),
        ModelOptions.forDecoding(recipe.model(), decoding.batchSize()),
        recipe.model().chatTemplate());
  }

  /**
   * One row for each prompt: where several examples ask the same, the one with the smallest id
   * stands for them, whatever order they came in. The keys are the ids of the answers.
   */
  private static Map<String, ExampleRow> distinctPrompts(List<ExampleRow> rows, GenerationKey key) {
    Map<String, ExampleRow> first = new LinkedHashMap<>();
    for (ExampleRow row : rows) {
      first.merge(
          key.id(row.toExample().conversation().prompt()),
          row,
          (one, other) -> one.id().compareTo(other.id()) <= 0 ? one : other);
    }
    return first;
  }

  private List<ExampleRow> missing(Map<String, ExampleRow> selected, GenerationKey key) {
    Set<String> present =
        warehouse
            .readOrEmpty(Tables.GENERATIONS)
            .where(functions.col("name").equalTo(key.name()))
            .select("id")
            .as(Encoders.STRING())
            .collectAsList()
            .stream()
            .collect(Collectors.toSet());
    return selected.entrySet().stream()
        .filter(entry -> !present.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private long generate(List<ExampleRow> rows, GeneratorSpec spec, GenerationKey key) {
    SparkSession spark = warehouse.spark();
    LongAccumulator rowsDone = spark.sparkContext().longAccumulator("answered rows");
    LongAccumulator tokensDone = spark.sparkContext().longAccumulator("answered tokens");
    AnswerRows function = new AnswerRows(spec, key, decoding, rowsDone, tokensDone);
    int partitions = partitions(rows.size(), spark.sparkContext().defaultParallelism());
    try (Progress progress = reporter.start("answer as " + key.name(), "rows", rows.size())) {
      TaskProgress listener = new TaskProgress(progress, rowsDone, tokensDone);
      spark.sparkContext().addSparkListener(listener);
      try {
        Dataset<Row> answers =
            warehouse
                .rows(Tables.INSTRUCTION_EXAMPLES, rows)
                .repartition(partitions)
                .mapPartitions(function, Encoders.row(Tables.GENERATIONS.codec().schema()));
        warehouse.insertAbsent(Tables.GENERATIONS, answers);
        listener.show();
      } finally {
        spark.sparkContext().removeSparkListener(listener);
      }
    } finally {
      ProcessGenerator.closeIfIdle();
    }
    return tokensDone.value();
  }

  /**
   * Some batches to a partition, so that the place of a row that ends can be taken by the next one;
   * but as many partitions as run at a time, if each has a batch.
   */
  private int partitions(int rows, int parallel) {
    int batches = (rows + decoding.batchSize() - 1) / decoding.batchSize();
    return Math.max((batches + BATCHES - 1) / BATCHES, Math.min(batches, parallel));
  }
}
