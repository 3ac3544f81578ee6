package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.deltatune.core.chat.TokenCounterSource;
import io.deltatune.core.error.Causes;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.ingest.Contamination.Benchmark;
import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.ingest.Accounts.Way;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.row.RuleCountRow;
import io.deltatune.data.settle.Settlement;
import io.deltatune.data.settle.SplitCheck;
import io.deltatune.data.settle.SplitNumbers;
import io.deltatune.data.source.SourceFile;
import io.deltatune.data.source.Sources;
import io.deltatune.data.table.ExampleKind;
import io.deltatune.data.table.StagedRows;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.data.table.WarehouseLock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the sources of a recipe into the tables of examples. Every row goes exactly one way: into a
 * table, into quarantine with its reason, or to the duplicates. Rows are read, judged and staged
 * once; what is decided on them is written table by table, each in one commit, the run's record
 * last. A run that was cut off is completed by the next one, and a run that finds nothing new
 * changes no table but those that record runs.
 */
public final class Ingestion {
  private static final Logger LOG = LoggerFactory.getLogger(Ingestion.class);
  private static final Duration PATIENCE = Duration.ofHours(6);
  private static final List<Table<?>> WRITTEN =
      List.of(
          Tables.RAW_RECORDS,
          Tables.SPLITS,
          Tables.SIGNATURES,
          Tables.INSTRUCTION_EXAMPLES,
          Tables.PREFERENCE_PAIRS,
          Tables.LABELLED_ANSWERS,
          Tables.PLAIN_TEXTS,
          Tables.CONTAMINATION,
          Tables.QUARANTINE,
          Tables.DUPLICATES);

  private final Warehouse warehouse;
  private final SparkSession spark;
  private final ProgressReporter reporter;
  private final IngestServices services;
  private final Duration patience;

  /** An ingestion into a warehouse, which waits for another one that runs there. */
  public Ingestion(Warehouse warehouse, ProgressReporter reporter, IngestServices services) {
    this(warehouse, reporter, services, PATIENCE);
  }

  /**
   * @param patience how long to wait for another ingestion into the warehouse
   */
  public Ingestion(
      Warehouse warehouse, ProgressReporter reporter, IngestServices services, Duration patience) {
    this.warehouse = warehouse;
    this.spark = warehouse.spark();
    this.reporter = reporter;
    this.services = services;
    this.patience = patience;
  }

  /** Which rows of the sources are read. */
  public enum Scope {
    /** All. */
    ALL,
    /** Those of sources that have rows in quarantine. */
    QUARANTINED
  }

  /**
   * Runs a recipe.
   *
   * @return the record of the run, as it stands in {@code ingest_runs}
   * @throws UserError if a source has no file, cannot be read or changes meanwhile, the warehouse
   *     cannot be written or stays in use
   * @throws IllegalStateException if the accounts do not add up or a group would stand in two
   *     splits; no run is recorded then
   */
  @SuppressWarnings("try") // the lock is there to be held
  public IngestRunRow run(IngestRecipe recipe, RunStamp stamp, Scope scope) {
    LongAccumulator read = spark.sparkContext().longAccumulator("rows read");
    String id = UUID.randomUUID().toString();
    try (Progress progress = new LiveRows(reporter.start("ingest", "rows", -1), read);
        WarehouseLock lock =
            warehouse.lock(patience, () -> progress.note("waits for another ingestion"));
        Staging staging = new Staging(warehouse, id)) {
      return new Run(id, recipe, stamp, scope, progress, read, staging).execute();
    } catch (Exception failure) {
      throw mistakeIn(failure);
    }
  }

  /**
   * The user's mistake that a task found, without the exceptions of the job around it; any other
   * failure as it is. Spark's own exceptions are checked ones that Java does not see.
   */
  private static RuntimeException mistakeIn(Exception failure) {
    return Causes.first(failure, UserError.class)
        .<RuntimeException>map(mistake -> mistake)
        .orElseGet(
            () ->
                failure instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException("a Spark job failed", failure));
  }

  /** One run: its id and time stand in every row that it writes. */
  private final class Run {
    private final String id;
    private final IngestRecipe recipe;
    private final RunStamp stamp;
    private final Scope scope;
    private final Progress progress;
    private final LongAccumulator read;
    private final Staging staging;
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final Map<String, String> before = warehouse.versions(WRITTEN);

    Run(
        String id,
        IngestRecipe recipe,
        RunStamp stamp,
        Scope scope,
        Progress progress,
        LongAccumulator read,
        Staging staging) {
      this.id = id;
      this.recipe = recipe;
      this.stamp = stamp;
      this.scope = scope;
      this.progress = progress;
      this.read = read;
      this.staging = staging;
    }

    IngestRunRow execute() throws Exception {
      progress.note("find files");
      Sources sources = new Sources(spark, warehouse.path().toString(), progress::note);
      List<SourceFile> files = sources.find(wanted(sources));
      CandidateStage stage = new CandidateStage(spark, recipe, services, staging);
      progress.note("read");
      Dataset<Row> candidates = stage.stage(sources.rows(files), files, read);
      sources.requireUnchanged(files);
      progress.note("compare");
      StagedRows results = staging.results();
      Settlement settlement =
          new Settlement(warehouse, recipe.duplicates(), recipe.split(), results);
      Dataset<Row> settled =
          settlement.settle(candidates.filter(col("kind").isin(ExampleKind.labels().toArray())));
      Dataset<Row> refused = candidates.filter(col("kind").equalTo(Candidate.REJECTED));
      Optional<Dataset<Row>> standing =
          stage.refused() ? settlement.standing(refused) : Optional.empty();
      Decisions decisions =
          new Decisions(results.cached(Decisions.of(candidates, settled, standing).all()));
      Accounts accounts = Accounts.of(decisions.all());
      accounts.verify();
      requireDividedGroups(decisions);
      write(files, settlement, candidates, settled, decisions, accounts, stage.rules());
      IngestRunRow run = record(sources, files, accounts);
      if (before.containsKey(Tables.SPLITS.name())) {
        tellOtherSeeds(decisions.underAnotherSeed(recipe.split().seed()));
      }
      return run;
    }

    private List<Source> wanted(Sources sources) {
      return scope == Scope.ALL
          ? recipe.sources()
          : QuarantineRenewal.withEntries(warehouse, recipe.sources(), sources::find);
    }

    private void requireDividedGroups(Decisions decisions) {
      List<String> violations =
          SplitCheck.violations(
              warehouse
                  .readOrEmpty(Tables.SPLITS)
                  .unionByName(
                      stamped(decisions.splits(recipe.split().seed()))
                          .select(Tables.SPLITS.columns()),
                      true));
      if (!violations.isEmpty()) {
        throw new IllegalStateException(
            "groups would stand in two splits: " + String.join("; ", violations));
      }
    }

    private void write(
        List<SourceFile> files,
        Settlement settlement,
        Dataset<Row> candidates,
        Dataset<Row> settled,
        Decisions decisions,
        Accounts accounts,
        Map<String, Action> rules)
        throws Exception {
      // Splits come before the examples that they are of, so that a first assignment holds even
      // if this run is cut off in between.
      List<Runnable> first = new ArrayList<>();
      first.add(() -> insert(Tables.RAW_RECORDS, Decisions.raw(candidates)));
      if (accounts.fresh() > 0) {
        first.add(() -> insert(Tables.SPLITS, decisions.splits(recipe.split().seed())));
      }
      if (recipe.duplicates().comparesWords()) {
        first.add(() -> insert(Tables.SIGNATURES, settlement.signatures(candidates, settled)));
      }
      if (!recipe.contamination().benchmarks().isEmpty()) {
        first.add(() -> insert(Tables.CONTAMINATION, decisions.overlaps()));
      }
      boolean together = accounts.together();
      withPresentColumns(Tables.QUARANTINE);
      withPresentColumns(Tables.DUPLICATES);
      if (!accounts.refused().isEmpty()) {
        first.add(() -> insert(Tables.QUARANTINE, decisions.refused(together)));
      }
      if (accounts.duplicates() > 0) {
        first.add(() -> insert(Tables.DUPLICATES, decisions.duplicates(together)));
      }
      first.add(() -> recordRules(accounts.ruleCounts(id, names(files), rules)));
      Together.run(first);
      List<Runnable> examples = new ArrayList<>();
      for (ExampleKind kind : ExampleKind.values()) {
        if (accounts.fresh(kind) > 0) {
          examples.add(() -> append(kind, decisions));
        }
      }
      Together.run(examples);
      renew(files, decisions, accounts);
    }

    /** Columns that a table of an earlier version lacks are parts of its key. */
    private void withPresentColumns(Table<?> table) {
      if (before.containsKey(table.name())) {
        warehouse.create(table);
      }
    }

    /** Takes out what no longer holds of what stood before this run. */
    private void renew(List<SourceFile> files, Decisions decisions, Accounts accounts)
        throws Exception {
      QuarantineRenewal renewal = new QuarantineRenewal(warehouse, accounts.readWhole(files));
      boolean together = accounts.together();
      List<Runnable> old = new ArrayList<>();
      if (before.containsKey(Tables.QUARANTINE.name())) {
        boolean any = !accounts.refused().isEmpty();
        old.add(() -> renewal.renew(Tables.QUARANTINE, decisions.refused(together), any));
      }
      if (before.containsKey(Tables.DUPLICATES.name())) {
        boolean any = accounts.duplicates() > 0;
        old.add(() -> renewal.renew(Tables.DUPLICATES, decisions.duplicates(together), any));
      }
      List<String> benchmarks =
          recipe.contamination().benchmarks().stream().map(Benchmark::name).toList();
      if (before.containsKey(Tables.CONTAMINATION.name()) && !benchmarks.isEmpty()) {
        old.add(() -> renewal.renewOverlaps(decisions.overlaps(), benchmarks));
      }
      Together.run(old);
    }

    private void append(ExampleKind kind, Decisions decisions) {
      progress.note("write " + kind.table().name());
      Dataset<Row> fresh =
          stamped(decisions.fresh(services.tokens().map(TokenCounterSource::name)));
      warehouse.append(kind.table(), fresh.filter(col("kind").equalTo(kind.label())));
    }

    private void insert(Table<?> table, Dataset<Row> rows) {
      progress.note("write " + table.name());
      warehouse.insertAbsent(table, stamped(rows));
    }

    /** Counts of runs that were cut off are taken out. */
    private void recordRules(List<RuleCountRow> counts) {
      Table<RuleCountRow> table = Tables.RULE_COUNTS;
      progress.note("write " + table.name());
      if (warehouse.exists(table)) {
        Dataset<Row> runs =
            warehouse.readOrEmpty(Tables.INGEST_RUNS).select(col("id").as("run_id"));
        warehouse.remove(
            table, warehouse.read(table).join(runs, new String[] {"run_id"}, "left_anti"));
      }
      warehouse.append(table, counts);
    }

    private static List<String> names(List<SourceFile> files) {
      return files.stream().map(SourceFile::source).distinct().toList();
    }

    /** Numbers of examples that the recipe asks for and that its rows cannot make. */
    private List<String> unmetNumbers(List<SourceFile> files) {
      List<String> unmet = SplitNumbers.unmet(warehouse, recipe.split(), names(files));
      for (String number : unmet) {
        progress.note(number);
        LOG.warn("{}", number);
      }
      return unmet;
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

    private IngestRunRow record(Sources sources, List<SourceFile> files, Accounts accounts) {
      IngestRunRow run =
          new IngestRunRow(
              id,
              stamp.recipeHash(),
              stamp.recipe(),
              recipe.split().seed(),
              sources.describe(files, accounts.byFile()),
              accounts.read(),
              accounts.out(),
              accounts.rows(Way.KEPT_NEW),
              accounts.rows(Way.REFUSED),
              accounts.rows(Way.DUPLICATE),
              accounts.freshByTable(),
              accounts.refused(),
              before,
              warehouse.versions(WRITTEN),
              unmetNumbers(files),
              stamp.codeVersion(),
              started,
              Instant.now().truncatedTo(ChronoUnit.MICROS));
      warehouse.append(Tables.INGEST_RUNS, List.of(run));
      return run;
    }
  }
}
