package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.recipe.ingest.Duplicates.Of;
import io.deltatune.core.similarity.Jaccard;
import io.deltatune.core.similarity.Signer;
import io.deltatune.data.table.StagedRows;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * The second step: pairs of rows that are alike. Rows that share a band of their signatures are
 * candidates, each compared with a few others of its band; then their texts are, by the exact
 * Jaccard index. Rows of this run are compared with each other and with those that the tables hold
 * with a signature of the same parameters.
 */
final class NearPairs {
  /** How like the chosen answer of one pair is the rejected one of another that contradicts it. */
  private static final double CROSSED = 0.5;

  private final Warehouse warehouse;
  private final Duplicates rules;
  private final Signer signer;
  private final StagedRows staging;

  NearPairs(Warehouse warehouse, Duplicates rules, StagedRows staging) {
    this.warehouse = warehouse;
    this.rules = rules;
    this.signer = new Signer(rules);
    this.staging = staging;
  }

  /**
   * Columns {@code u} and {@code v}, two rows' nodes, the lesser first, {@code similarity}, {@code
   * same}: whether their words are the same, turn by turn, and {@code opposed}: whether they say
   * the contrary of like answers, of which one is desirable in one row only or is the chosen one
   * here and the rejected one there.
   */
  Dataset<Row> of(Dataset<Row> staged) {
    Dataset<Row> pairs = staging.keep("pairs", candidates(staged));
    Dataset<Row> same =
        pairs
            .filter(col("same"))
            .select(
                col("u"),
                col("v"),
                lit(1.0).as("similarity"),
                col("same"),
                lit(false).as("opposed"));
    Dataset<Row> near = pairs.filter(col("same").equalTo(false));
    return staging.keep("alike", near.isEmpty() ? same : same.union(verified(staged, near)));
  }

  /** Pairs that share a band, each once: {@code u}, {@code v}, {@code same}. */
  private Dataset<Row> candidates(Dataset<Row> staged) {
    Dataset<Row> entries =
        entries(
            staged.select(
                xxhash64(col("example_id")).as("node"), lit(false).as("old"), col("bands")));
    if (warehouse.exists(Tables.SIGNATURES)) {
      LongFilter filter = LongFilter.of(entries, "band");
      Dataset<Row> old =
          warehouse
              .read(Tables.SIGNATURES)
              .filter(col("parameters").equalTo(signer.parameters()))
              .select(xxhash64(col("example_id")).as("node"), lit(true).as("old"), col("bands"));
      entries = entries.union(entries(old).filter(filter.mayHold(col("band"))));
    }
    return entries
        .repartition(col("band"))
        .sortWithinPartitions("band", "next", "node", "old")
        .mapPartitions(new BucketPairs(), Encoders.row(BucketPairs.SCHEMA))
        .distinct();
  }

  /** A row for each band: {@code band}, {@code next}, {@code node}, {@code old}, {@code same}. */
  private Dataset<Row> entries(Dataset<Row> rows) {
    String nearBands = signer.hasWordsHash() ? "(size(bands) - 1)" : "size(bands)";
    return rows.select(
            col("node"), //
            col("old"),
            col("bands"),
            posexplode(col("bands")).as(new String[] {"pos", "band"}))
        .withColumn("same", expr("pos = " + nearBands))
        .select(
            col("band"),
            expr("if(same, 0L, bands[(pos + 1) % " + nearBands + "])").as("next"),
            col("node"),
            col("old"),
            col("same"));
  }

  private Dataset<Row> verified(Dataset<Row> staged, Dataset<Row> pairs) {
    Dataset<Row> nodes = pairs.select(col("u").as("node")).union(pairs.select(col("v")));
    Dataset<Row> texts = staging.keep("texts", texts(staged, LongFilter.of(nodes, "node")));
    UserDefinedFunction jaccard = udf(jaccard(rules.ngram()), DataTypes.DoubleType);
    return pairs
        .join(texts.select(col("node").as("u"), struct("*").as("one")), "u")
        .join(texts.select(col("node").as("v"), struct("*").as("other")), "v")
        .select(
            col("u"),
            col("v"),
            jaccard.apply(col("one.compared"), col("other.compared")).as("similarity"),
            lit(false).as("same"),
            opposed(jaccard).as("opposed"))
        .filter(col("similarity").geq(rules.threshold()));
  }

  /** Where only prompts are compared, what is said of answers does not count. */
  private Column opposed(UserDefinedFunction jaccard) {
    if (rules.of() != Of.EXAMPLE) {
      return lit(false);
    }
    Column judged = col("one.desirable").notEqual(col("other.desirable"));
    Column crossed =
        greatest(
            jaccard.apply(col("one.chosen"), col("other.rejected")),
            jaccard.apply(col("one.rejected"), col("other.chosen")));
    Column straight =
        greatest(
            jaccard.apply(col("one.chosen"), col("other.chosen")),
            jaccard.apply(col("one.rejected"), col("other.rejected")));
    Column swapped = crossed.gt(straight).and(crossed.geq(CROSSED));
    Column arePairs = col("one.chosen").isNotNull().and(col("other.chosen").isNotNull());
    return coalesce(judged, when(arePairs, swapped), lit(false));
  }

  private static UDF2<String, String, Double> jaccard(int ngram) {
    return (one, other) -> Jaccard.ofTexts(one, other, ngram);
  }

  /**
   * The texts of each row that may be one of the pairs': {@code node}, {@code compared}, {@code
   * desirable}, {@code chosen}, {@code rejected}.
   */
  private Dataset<Row> texts(Dataset<Row> staged, LongFilter filter) {
    Dataset<Row> texts =
        comparedTexts(staged.withColumn("node", xxhash64(col("example_id"))), filter);
    Optional<Dataset<Row>> known =
        warehouse.exists(Tables.SIGNATURES) ? KnownExamples.of(warehouse) : Optional.empty();
    if (known.isPresent()) {
      texts = texts.union(comparedTexts(known.get(), filter));
    }
    return texts.dropDuplicates("node");
  }

  private Dataset<Row> comparedTexts(Dataset<Row> rows, LongFilter filter) {
    return rows.filter(filter.mayHold(col("node")))
        .select(
            col("node"),
            Texts.compared(rules.of()).as("compared"),
            col("desirable"),
            col("chosen"),
            col("rejected"));
  }
}
