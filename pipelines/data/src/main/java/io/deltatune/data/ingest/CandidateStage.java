package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.col;

import io.deltatune.core.contamination.BenchmarkIndex;
import io.deltatune.core.normalise.RowNormalizer;
import io.deltatune.core.quality.Judge;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.ingest.Contamination;
import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.core.similarity.Signer;
import io.deltatune.data.ingest.RowReading.FileName;
import io.deltatune.data.language.OpenNlpLanguages;
import io.deltatune.data.settle.Benchmarks;
import io.deltatune.data.source.SourceFile;
import io.deltatune.data.source.SourceRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Rows into staged candidates: normalised, joined where several make an example, judged. */
final class CandidateStage {
  private final Staging staging;
  private final Map<String, RowNormalizer> normalizers = new HashMap<>();
  private final Examiner examiner;
  private final boolean comparesBenchmarks;

  CandidateStage(
      SparkSession spark, IngestRecipe recipe, IngestServices services, Staging staging) {
    this.staging = staging;
    this.comparesBenchmarks = !recipe.contamination().benchmarks().isEmpty();
    for (Source source : recipe.sources()) {
      normalizers.put(
          source.name(),
          new RowNormalizer(
              source.name(),
              source.shape(),
              source.columns(),
              source.roles(),
              recipe.split().group()));
    }
    BenchmarkIndex benchmarks =
        Benchmarks.index(recipe.contamination(), spark.sessionState().newHadoopConf());
    Judge judge =
        Judge.of(recipe.quality(), services.tokens(), Optional.of(OpenNlpLanguages.opener()));
    examiner =
        new Examiner(
            judge,
            new Signer(recipe.duplicates()),
            JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(benchmarks),
            recipe.contamination().action(),
            seal(judge),
            spark.sparkContext().longAccumulator("examples refused"));
  }

  /** What the recipe masks or refuses shall not lie in files as it is. */
  private static Seal seal(Judge judge) {
    return judge.masks() ? Seal.closed() : Seal.none();
  }

  /** The rules that are on, comparison with benchmarks among them, and what each one does. */
  Map<String, Action> rules() {
    Map<String, Action> rules = new HashMap<>(examiner.judge().actions());
    if (comparesBenchmarks) {
      boolean refuses = examiner.contaminated() == Contamination.Action.REMOVE;
      rules.put(Examiner.CONTAMINATED, refuses ? Action.REFUSE : Action.FLAG);
    }
    return rules;
  }

  /** Whether examples may have been refused, by rules or for contamination. */
  boolean refused() {
    return examiner.refusals().value() > 0;
  }

  /**
   * @param files by their order
   * @param read counts the rows
   * @return {@link Candidate} with a number, {@code key}, of each
   */
  Dataset<Row> stage(JavaRDD<SourceRow> rows, List<SourceFile> files, LongAccumulator read) {
    List<FileName> names =
        files.stream().map(file -> new FileName(file.source(), file.name())).toList();
    Dataset<Row> staged =
        staging.rows(rows.mapPartitions(new RowReading(names, normalizers, examiner, read)));
    Dataset<Row> pending = staged.filter(col("kind").equalTo(Candidate.PENDING));
    if (pending.isEmpty()) {
      return staged;
    }
    Dataset<Row> joined =
        staging.joined(
            Staging.wholes(pending).mapPartitions(new WholeJoining(normalizers, examiner)));
    return staged.filter(col("kind").notEqual(Candidate.PENDING)).unionByName(joined);
  }
}
