package io.deltatune.cluster.evaluate;

import io.deltatune.cluster.CodeVersion;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.metric.Metric;
import io.deltatune.core.metric.Metrics;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.EvaluateRecipe;
import io.deltatune.data.metric.CorpusScore;
import io.deltatune.data.metric.Scoring;
import io.deltatune.data.row.EvaluationRunRow;
import io.deltatune.data.row.ScoreRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores the newest answers of each name against the references, on the executors. */
public final class EvaluateJob {
  private final Warehouse warehouse;
  private final Resolved<EvaluateRecipe> resolved;
  private final ProgressReporter reporter;
  private final String id = UUID.randomUUID().toString();
  private final Instant started = Instant.now();

  public EvaluateJob(
      Warehouse warehouse, Resolved<EvaluateRecipe> resolved, ProgressReporter reporter) {
    this.warehouse = warehouse;
    this.resolved = resolved;
    this.reporter = reporter;
  }

  /**
   * @throws io.deltatune.core.error.UserError if there are no answers of a name
   */
  public EvaluateReport run() {
    EvaluateRecipe recipe = resolved.recipe();
    List<Metric> metrics =
        recipe.metrics().stream()
            .map(metric -> Metrics.named(metric.label()).orElseThrow())
            .toList();
    Scoring scoring = new Scoring(warehouse, metrics);
    List<AnswerSet> sets =
        recipe.generations().stream().map(name -> AnswerSet.newest(warehouse, name)).toList();
    Map<String, List<CorpusScore>> scores = new LinkedHashMap<>();
    List<ScoreRow> rows = new ArrayList<>();
    try (Progress progress = reporter.start("score", "sets of answers", sets.size())) {
      for (AnswerSet set : sets) {
        Dataset<Row> pairs = scoring.pairs(set.rows(warehouse)).cache();
        try {
          scoring.writeRowScores(pairs);
          List<CorpusScore> found = scoring.corpusScores(pairs);
          scores.put(set.name(), found);
          found.forEach(score -> rows.add(row(set, sets.get(0), score)));
        } finally {
          pairs.unpersist();
        }
        progress.advance(1, 0);
      }
    }
    warehouse.append(Tables.SCORES, rows);
    warehouse.append(Tables.EVALUATION_RUNS, List.of(run(sets, rows)));
    return new EvaluateReport(id, recipe.output().name(), scores);
  }

  private ScoreRow row(AnswerSet set, AnswerSet first, CorpusScore score) {
    return new ScoreRow(
        id,
        resolved.recipe().output().name(),
        set.name(),
        set.name().equals(first.name()) ? null : first.name(),
        set.model(),
        set.adapter().orElse(null),
        score.metric(),
        score.value(),
        score.rows(),
        score.signature(),
        set.decoding(),
        Tables.INSTRUCTION_EXAMPLES.name(),
        dataVersion(),
        set.split(),
        Instant.now());
  }

  private EvaluationRunRow run(List<AnswerSet> sets, List<ScoreRow> rows) {
    return new EvaluationRunRow(
        id,
        resolved.recipe().output().name(),
        resolved.hash(),
        resolved.yaml(),
        sets.stream().map(AnswerSet::name).toList(),
        Tables.INSTRUCTION_EXAMPLES.name(),
        dataVersion(),
        sets.get(0).split(),
        rows.get(0).rows(),
        CodeVersion.current(),
        started,
        Instant.now());
  }

  private String dataVersion() {
    return warehouse.version(Tables.INSTRUCTION_EXAMPLES).orElseThrow().toString();
  }
}
