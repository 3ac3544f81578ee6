package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.example.SplitAssigner;
import io.deltatune.core.normalise.Limits;
import io.deltatune.core.normalise.Normalizers;
import io.deltatune.core.normalise.RowNormalizer;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.row.IngestedFile;
import io.deltatune.data.row.QuarantineRow;
import io.deltatune.data.table.RecordCodec;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.data.table.WarehouseLock;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the sources of a recipe into the tables of examples. Every row goes exactly one way: into a
 * table, into quarantine with its reason, or to the duplicates. Each table is written in one
 * commit, the run's record last; a run that was cut off is completed by the next one, and a run
 * that finds nothing new changes no table but {@code ingest_runs}.
 */
public final class Ingestion {
  private static final Logger LOG = LoggerFactory.getLogger(Ingestion.class);
  private static final List<Table<?>> WRITTEN =
      List.of(
          Tables.RAW_RECORDS,
          Tables.SPLITS,
          Tables.INSTRUCTION_EXAMPLES,
          Tables.PREFERENCE_PAIRS,
          Tables.QUARANTINE,
          Tables.DUPLICATES);

  private final Warehouse warehouse;
  private final SparkSession spark;
  private final ProgressReporter reporter;

  /** An ingestion into a warehouse. */
  public Ingestion(Warehouse warehouse, ProgressReporter reporter) {
    this.warehouse = warehouse;
    this.spark = warehouse.spark();
    this.reporter = reporter;
  }

  /**
   * Runs a recipe.
   *
   * @return the record of the run, as it stands in {@code ingest_runs}
   * @throws UserError if a source has no file or cannot be read, a shape is unknown, the warehouse
   *     cannot be written or is in use
   * @throws IllegalStateException if the accounts do not add up; no run is recorded then
   */
  @SuppressWarnings("try") // the lock is there to be held
  public IngestRunRow run(IngestRecipe recipe, RunStamp stamp) {
    recipe.sources().forEach(Ingestion::requireShape);
    List<SourceFile> files = new SourceFiles(configuration()).find(recipe);
    try (WarehouseLock lock = warehouse.lock();
        Progress progress = reporter.start("ingest", "rows", -1)) {
      return new Run(recipe, stamp, files, progress).execute();
    }
  }

  private org.apache.hadoop.conf.Configuration configuration() {
    return spark.sessionState().newHadoopConf();
  }

  /** One run: its id and time stand in every row that it writes. */
  private final class Run {
    private final IngestRecipe recipe;
    private final RunStamp stamp;
    private final List<SourceFile> files;
    private final Progress progress;
    private final String id = UUID.randomUUID().toString();
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final Map<String, String> before = warehouse.versions(WRITTEN);

    Run(IngestRecipe recipe, RunStamp stamp, List<SourceFile> files, Progress progress) {
      this.recipe = recipe;
      this.stamp = stamp;
      this.files = files;
      this.progress = progress;
    }

    IngestRunRow execute() {
      Dataset<Row> outcomes = outcomes().persist(StorageLevel.MEMORY_AND_DISK());
      Dataset<Row> settled = detached(new Settlement(warehouse).settle(outcomes));
      settled.persist(StorageLevel.MEMORY_AND_DISK());
      try {
        Accounts accounts = Accounts.of(outcomes, settled, recipe.split().seed());
        accounts.verify();
        progress.advance(accounts.read(), 0);
        write(outcomes, settled, accounts);
        IngestRunRow run = record(accounts);
        tellOtherSeeds(accounts.underAnotherSeed());
        return run;
      } finally {
        settled.unpersist();
        outcomes.unpersist();
      }
    }

    private Dataset<Row> outcomes() {
      JavaRDD<SourceFile> source =
          JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(files, files.size());
      Splits split = recipe.split();
      OutcomeReader reader =
          new OutcomeReader(
              new Limits(recipe.quality().maxCharacters(), recipe.quality().minAnswerCharacters()),
              split.group(),
              new SplitAssigner(split.seed(), split.validation(), split.test()),
              new SerializableConfiguration(configuration()));
      return spark.createDataFrame(source.flatMap(reader), RecordCodec.of(Outcome.class).schema());
    }

    private void write(Dataset<Row> outcomes, Dataset<Row> settled, Accounts accounts) {
      progress.note("raw records");
      warehouse.insertAbsent(Tables.RAW_RECORDS, stamped(outcomes));
      Dataset<Row> fresh = stamped(settled.filter(fate(Settlement.KEPT_NEW)));
      if (accounts.fate(Settlement.KEPT_NEW) > 0) {
        progress.note("splits");
        warehouse.insertAbsent(
            Tables.SPLITS,
            fresh
                .withColumn("seed", coalesce(col("assigned_seed"), lit(recipe.split().seed())))
                .withColumn("cluster_key", lit(null).cast("string")));
      }
      writeKind(Tables.INSTRUCTION_EXAMPLES, Outcome.EXAMPLE, fresh, accounts);
      writeKind(Tables.PREFERENCE_PAIRS, Outcome.PAIR, fresh, accounts);
      if (accounts.refused() > 0) {
        progress.note("quarantine");
        warehouse.insertAbsent(
            Tables.QUARANTINE,
            stamped(outcomes.filter(col("kind").equalTo(Outcome.REJECTED)))
                .withColumn("text", substring(col("text"), 1, QuarantineRow.TEXT_LIMIT)));
      }
      if (accounts.fate(Settlement.DUPLICATE) > 0) {
        progress.note("duplicates");
        warehouse.insertAbsent(
            Tables.DUPLICATES,
            stamped(settled.filter(fate(Settlement.DUPLICATE)))
                .withColumn("kind", lit("exact"))
                .withColumn("similarity", lit(1.0))
                .withColumn("kept_example_id", col("example_id")));
      }
    }

    private void writeKind(Table<?> table, String kind, Dataset<Row> fresh, Accounts accounts) {
      if (accounts.fate(kind, Settlement.KEPT_NEW) > 0) {
        progress.note(table.name());
        warehouse.append(
            table, fresh.filter(col("kind").equalTo(kind)).withColumn("id", col("example_id")));
      }
    }

    /** A first assignment to a split holds, so that the recipe's seed did not split these rows. */
    private void tellOtherSeeds(long rows) {
      if (rows > 0) {
        progress.note(rows + " rows keep the split of another seed");
        LOG.warn(
            "{} rows keep the split that their group was given under another seed than {};"
                + " the table splits tells the seed of each",
            rows,
            recipe.split().seed());
      }
    }

    private Dataset<Row> stamped(Dataset<Row> rows) {
      return rows.withColumn("run_id", lit(id))
          .withColumn("ingested_at", lit(Timestamp.from(started)));
    }

    private IngestRunRow record(Accounts accounts) {
      SourceFiles sources = new SourceFiles(configuration());
      List<IngestedFile> described =
          files.stream()
              .map(file -> sources.describe(file, accounts.byFile().getOrDefault(file.order(), 0L)))
              .toList();
      IngestRunRow run =
          new IngestRunRow(
              id,
              stamp.recipeHash(),
              stamp.recipe(),
              recipe.split().seed(),
              described,
              accounts.read(),
              accounts.out(),
              accounts.fate(Settlement.KEPT_NEW),
              accounts.refused(),
              accounts.fate(Settlement.DUPLICATE),
              accounts.quarantined(),
              before,
              warehouse.versions(WRITTEN),
              stamp.codeVersion(),
              started,
              Instant.now().truncatedTo(ChronoUnit.MICROS));
      warehouse.append(Tables.INGEST_RUNS, List.of(run));
      return run;
    }
  }

  /**
   * The same rows without the plan that made them: Spark drops what it has cached of a plan that
   * reads a table when that table is written, and would then decide anew.
   */
  private Dataset<Row> detached(Dataset<Row> rows) {
    return spark.createDataFrame(rows.javaRDD(), rows.schema());
  }

  private static void requireShape(Source source) {
    String shape = source.shape();
    if (!shape.equals(RowNormalizer.AUTO) && !Normalizers.names().contains(shape)) {
      throw new UserError(
          ErrorCode.CONFIG,
          "the source '" + source.name() + "' is of the unknown shape '" + shape + "'",
          "known are " + RowNormalizer.AUTO + ", " + String.join(", ", Normalizers.names()),
          "correct the source's shape in the recipe");
    }
  }

  private static Column fate(String fate) {
    return col(Settlement.FATE).equalTo(fate);
  }
}
