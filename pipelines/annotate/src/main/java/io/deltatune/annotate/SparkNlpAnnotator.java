package io.deltatune.annotate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.ingest.Annotation;
import io.deltatune.core.recipe.ingest.Annotator;
import io.deltatune.data.annotation.TextAnnotator;
import io.deltatune.data.row.FoundSpan;
import io.deltatune.data.table.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/** Annotates texts by a pipeline of Spark NLP's rule-based annotators; no model is downloaded. */
public final class SparkNlpAnnotator implements TextAnnotator {
  /** To be raised when the same rules come to find something else. */
  private static final String EDITION = "1";

  private static final int LONGEST_DATED_SENTENCE = 300;

  /** What every date that Spark NLP knows has one of. */
  private static final String MAY_HOLD_A_DATE =
      "(?i)[0-9]|yesterday|today|tomorrow|week|month|year|day|night";

  private final PipelineModel pipeline;
  private final Set<Annotator> asked;
  private final String version;

  private SparkNlpAnnotator(PipelineModel pipeline, Set<Annotator> asked, String version) {
    this.pipeline = pipeline;
    this.asked = asked;
    this.version = version;
  }

  /**
   * An annotator under a recipe's settings.
   *
   * @throws io.deltatune.core.error.UserError if a file of rules cannot be read or used
   */
  public static SparkNlpAnnotator of(SparkSession spark, Annotation settings) {
    Rules rules = Rules.of(settings);
    Set<Annotator> asked = EnumSet.copyOf(settings.annotators());
    ContentHash hash = ContentHash.of("annotation").field(EDITION);
    asked.forEach(annotator -> hash.field(annotator.name()));
    hash.field(settings.keyPhrases());
    rules.addTo(hash);
    return new SparkNlpAnnotator(
        fit(spark, rules, asked, settings.keyPhrases()), asked, hash.hex());
  }

  @Override
  public Dataset<Row> annotate(Dataset<Row> texts) {
    Dataset<Row> annotated = pipeline.transform(texts);
    if (asked.contains(Annotator.DATES)) {
      annotated = Stages.dates().transform(withDatedSentences(annotated));
    }
    Column sentences = counted(Stages.SENTENCES, Annotator.SENTENCES);
    Column tokens = counted(Stages.TOKENS, Annotator.TOKENS);
    List<Column> columns = new ArrayList<>();
    Stream.of(texts.columns())
        .filter(name -> !name.equals(TEXT))
        .forEach(name -> columns.add(col(name)));
    columns.add(sentences.as("sentences"));
    columns.add(tokens.as("tokens"));
    columns.add(
        when(sentences.gt(0), tokens.cast(DataTypes.DoubleType).divide(sentences))
            .as("mean_sentence_tokens"));
    columns.add(found(annotated).as("found"));
    return annotated.select(columns.toArray(Column[]::new));
  }

  @Override
  public String version() {
    return version;
  }

  /**
   * The sentences in which a date may stand. Spark NLP's expressions for dates take time with the
   * cube of the length, so that a line of some thousand digits would never end.
   */
  private static Dataset<Row> withDatedSentences(Dataset<Row> annotated) {
    Metadata kind = annotated.schema().apply(Stages.SENTENCES).metadata();
    Column dated =
        filter(
            col(Stages.SENTENCES),
            sentence ->
                length(sentence.getField("result"))
                    .leq(LONGEST_DATED_SENTENCE)
                    .and(sentence.getField("result").rlike(MAY_HOLD_A_DATE)));
    return annotated.withColumn(Stages.DATED_SENTENCES, dated.as(Stages.DATED_SENTENCES, kind));
  }

  private Column counted(String column, Annotator annotator) {
    return asked.contains(annotator) ? size(col(column)) : lit(null).cast(DataTypes.IntegerType);
  }

  private Column found(Dataset<Row> annotated) {
    UserDefinedFunction findings =
        udf(
            new Findings(asked),
            DataTypes.createArrayType(RecordCodec.of(FoundSpan.class).schema()));
    Column[] read =
        Arrays.stream(annotated.columns())
            .filter(name -> name.equals(TEXT) || name.startsWith("nlp_"))
            .filter(
                name ->
                    !List.of(Stages.DOCUMENT, Stages.DATED_SENTENCES, Stages.TOKENS).contains(name))
            .map(org.apache.spark.sql.functions::col)
            .toArray(Column[]::new);
    return findings.apply(struct(read));
  }

  private static PipelineModel fit(
      SparkSession spark, Rules rules, Set<Annotator> asked, int keyPhrases) {
    try {
      Path folder = Files.createTempDirectory("deltatune-rules");
      try {
        List<PipelineStage> stages = new Stages(rules, asked, folder).list(keyPhrases);
        StructType schema = new StructType().add(TEXT, DataTypes.StringType);
        Dataset<Row> none = spark.createDataset(List.<Row>of(), Encoders.row(schema));
        return new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(none);
      } finally {
        delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
