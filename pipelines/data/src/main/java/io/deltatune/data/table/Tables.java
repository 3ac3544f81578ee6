package io.deltatune.data.table;

import io.deltatune.data.row.AnnotationRow;
import io.deltatune.data.row.ContaminationRow;
import io.deltatune.data.row.DuplicateRow;
import io.deltatune.data.row.EvaluationRunRow;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.row.GenerationRow;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.row.LabelledRow;
import io.deltatune.data.row.ModelRow;
import io.deltatune.data.row.PairRow;
import io.deltatune.data.row.PipelineStageRow;
import io.deltatune.data.row.PlainTextRow;
import io.deltatune.data.row.QuarantineRow;
import io.deltatune.data.row.RawRow;
import io.deltatune.data.row.ReferenceRow;
import io.deltatune.data.row.RowScoreRow;
import io.deltatune.data.row.RuleCountRow;
import io.deltatune.data.row.ScoreRow;
import io.deltatune.data.row.SignatureRow;
import io.deltatune.data.row.SplitRow;
import io.deltatune.data.row.TokenStatisticRow;
import io.deltatune.data.row.TrainingMetricRow;
import io.deltatune.data.row.TrainingRunRow;
import java.util.List;
import java.util.Optional;

/** Every table of the warehouse; a table without a line here does not exist. */
public final class Tables {
  public static final Table<RawRow> RAW_RECORDS = Table.of("raw_records", RawRow.class, "id");
  public static final Table<ExampleRow> INSTRUCTION_EXAMPLES =
      Table.of("instruction_examples", ExampleRow.class, "id");
  public static final Table<PairRow> PREFERENCE_PAIRS =
      Table.of("preference_pairs", PairRow.class, "id");
  public static final Table<LabelledRow> LABELLED_ANSWERS =
      Table.of("labelled_answers", LabelledRow.class, "id");
  public static final Table<PlainTextRow> PLAIN_TEXTS =
      Table.of("plain_texts", PlainTextRow.class, "id");
  public static final Table<QuarantineRow> QUARANTINE =
      Table.of("quarantine", QuarantineRow.class, "id", "part", "reason", "detail", "row_went");
  public static final Table<DuplicateRow> DUPLICATES =
      Table.of(
          "duplicates",
          DuplicateRow.class,
          "id",
          "example_id",
          "kept_file",
          "kept_line",
          "row_went");
  public static final Table<SplitRow> SPLITS = Table.of("splits", SplitRow.class, "example_id");
  public static final Table<SignatureRow> SIGNATURES =
      Table.of("signatures", SignatureRow.class, "example_id", "parameters");
  public static final Table<ContaminationRow> CONTAMINATION =
      Table.of(
          "contamination",
          ContaminationRow.class,
          "example_id",
          "file",
          "line",
          "benchmark",
          "document_file",
          "document_line",
          "field",
          "action");
  public static final Table<IngestRunRow> INGEST_RUNS =
      Table.of("ingest_runs", IngestRunRow.class, "id");
  public static final Table<RuleCountRow> RULE_COUNTS =
      Table.of("rule_counts", RuleCountRow.class, "run_id", "source", "rule", "action");
  public static final Table<AnnotationRow> ANNOTATIONS =
      Table.of("annotations", AnnotationRow.class, "example_id", "part", "version");
  public static final Table<TokenStatisticRow> TOKEN_STATISTICS =
      Table.of(
          "token_statistics",
          TokenStatisticRow.class,
          "run_id",
          "source",
          "table_name",
          "split",
          "part");
  public static final Table<ReferenceRow> REFERENCE_LOG_PROBABILITIES =
      Table.of(
          "reference_log_probabilities",
          ReferenceRow.class,
          "reference_model",
          "precision",
          "pair");
  public static final Table<TrainingRunRow> TRAINING_RUNS =
      Table.of("training_runs", TrainingRunRow.class, "id");
  public static final Table<TrainingMetricRow> TRAINING_METRICS =
      Table.of("training_metrics", TrainingMetricRow.class, "run_id", "step", "split");
  public static final Table<ModelRow> MODELS = Table.of("models", ModelRow.class, "hash");
  public static final Table<GenerationRow> GENERATIONS =
      Table.of("generations", GenerationRow.class, "name", "id");
  public static final Table<RowScoreRow> ROW_SCORES =
      Table.of(
          "row_scores", RowScoreRow.class, "generation_id", "example_id", "metric", "signature");
  public static final Table<ScoreRow> SCORES =
      Table.of("scores", ScoreRow.class, "evaluation_id", "label", "metric", "signature");
  public static final Table<EvaluationRunRow> EVALUATION_RUNS =
      Table.of("evaluation_runs", EvaluationRunRow.class, "id");
  public static final Table<PipelineStageRow> PIPELINE_STAGES =
      Table.of("pipeline_stages", PipelineStageRow.class, "pipeline", "stage", "fingerprint");

  private static final List<Table<?>> ALL =
      List.of(
          RAW_RECORDS,
          INSTRUCTION_EXAMPLES,
          PREFERENCE_PAIRS,
          LABELLED_ANSWERS,
          PLAIN_TEXTS,
          QUARANTINE,
          DUPLICATES,
          SPLITS,
          SIGNATURES,
          CONTAMINATION,
          INGEST_RUNS,
          RULE_COUNTS,
          TOKEN_STATISTICS,
          ANNOTATIONS,
          REFERENCE_LOG_PROBABILITIES,
          TRAINING_RUNS,
          TRAINING_METRICS,
          MODELS,
          GENERATIONS,
          ROW_SCORES,
          SCORES,
          EVALUATION_RUNS,
          PIPELINE_STAGES);

  private Tables() {}

  /** All tables, in the order in which data flows through them. */
  public static List<Table<?>> all() {
    return ALL;
  }

  /** The table of a name. */
  public static Optional<Table<?>> named(String name) {
    return ALL.stream().filter(table -> table.name().equals(name)).findFirst();
  }
}
