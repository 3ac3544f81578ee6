package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.core.similarity.Signer;
import io.deltatune.data.table.StagedRows;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Settles rows and writes what is kept, as an ingestion does. */
final class SettlementTrial {
  private static final StructType MESSAGE =
      new StructType().add("role", DataTypes.StringType).add("content", DataTypes.StringType);
  private static final StructType STAGED =
      new StructType()
          .add("key", DataTypes.LongType)
          .add("example_id", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("source", DataTypes.StringType)
          .add("file", DataTypes.StringType)
          .add("file_order", DataTypes.IntegerType)
          .add("line", DataTypes.LongType)
          .add("part", DataTypes.IntegerType)
          .add("group_key", DataTypes.StringType)
          .add("bands", DataTypes.createArrayType(DataTypes.LongType))
          .add("prompt", DataTypes.createArrayType(MESSAGE))
          .add("answer", DataTypes.StringType)
          .add("chosen", DataTypes.StringType)
          .add("rejected", DataTypes.StringType)
          .add("text", DataTypes.StringType)
          .add("desirable", DataTypes.BooleanType);

  private final Warehouse warehouse;
  private final java.nio.file.Path folder;
  private boolean inFiles;
  private int runs;

  SettlementTrial(Warehouse warehouse, java.nio.file.Path folder) {
    this.warehouse = warehouse;
    this.folder = folder;
  }

  /** Intermediate results go to files from now on, as those of large runs do. */
  SettlementTrial inFiles() {
    inFiles = true;
    return this;
  }

  /**
   * A row of a file, an instruction example.
   *
   * @param file the file's name; files are read in the order of names
   */
  record Line(String file, long line, String group, String question, String answer) {
    InstructionExample example() {
      return InstructionExample.of(
          source(),
          group,
          new Conversation(
              List.of(new Message(Role.USER, question), new Message(Role.MODEL, answer))));
    }

    /** What stands before the dot of the file's name. */
    String source() {
      return file.substring(0, file.indexOf('.'));
    }

    String place() {
      return file + ":" + line;
    }
  }

  /** Lines of one file, each in a group of its own. */
  static List<Line> lines(String file, String... answers) {
    List<Line> lines = new ArrayList<>();
    for (String answer : answers) {
      int line = lines.size() + 1;
      lines.add(new Line(file, line, "group " + answer.hashCode(), "Tell me.", answer));
    }
    return lines;
  }

  /** What became of the lines, by {@code file:line}. */
  Map<String, Row> run(Duplicates duplicates, Splits splits, List<Line> lines) {
    Dataset<Row> staged = staged(new Signer(duplicates), lines);
    Path own = new Path(folder.resolve("run-" + runs++).toUri());
    StagedRows results =
        inFiles
            ? StagedRows.inFiles(warehouse.spark(), new Path(own, "settle"))
            : StagedRows.inMemory(warehouse.spark());
    Settlement settlement = new Settlement(warehouse, duplicates, splits, results);
    Dataset<Row> decisions = settlement.settle(staged);
    Map<String, Row> decided = new TreeMap<>();
    for (Row row : decisions.collectAsList()) {
      decided.put(lines.get((int) row.<Long>getAs("key").longValue()).place(), row);
    }
    write(settlement, staged, decisions);
    return decided;
  }

  /** Where the intermediate results of the last run lie. */
  java.nio.file.Path lastFolder() {
    return folder.resolve("run-" + (runs - 1));
  }

  private void write(Settlement settlement, Dataset<Row> staged, Dataset<Row> decisions) {
    Dataset<Row> fresh =
        staged
            .join(decisions.filter(col("fate").equalTo(Settlement.NEW)), "key")
            .withColumn("seed", col("assigned_seed"))
            .withColumn("id", col("example_id"))
            .withColumn("run_id", lit("run-" + runs))
            .withColumn("ingested_at", lit(Timestamp.from(Instant.EPOCH)));
    warehouse.insertAbsent(Tables.SPLITS, fresh);
    warehouse.insertAbsent(
        Tables.SIGNATURES,
        settlement.signatures(staged, decisions).withColumn("run_id", lit("run-" + runs)));
    warehouse.insertAbsent(Tables.INSTRUCTION_EXAMPLES, complete(fresh));
  }

  /**
   * With nulls and empty lists in the columns of the table that say nothing of what is tried here.
   */
  private static Dataset<Row> complete(Dataset<Row> rows) {
    Table<?> table = Tables.INSTRUCTION_EXAMPLES;
    Dataset<Row> all = rows;
    for (StructField field : table.codec().schema().fields()) {
      if (!Arrays.asList(all.columns()).contains(field.name())) {
        Column nothing = field.nullable() ? lit(null) : array();
        all = all.withColumn(field.name(), nothing.cast(field.dataType()));
      }
    }
    return all;
  }

  private Dataset<Row> staged(Signer signer, List<Line> lines) {
    List<String> files = lines.stream().map(Line::file).distinct().sorted().toList();
    List<Row> rows = new ArrayList<>();
    for (Line line : lines) {
      InstructionExample example = line.example();
      Object[] prompt = {RowFactory.create("user", line.question())};
      rows.add(
          RowFactory.create(
              (long) rows.size(),
              example.id(),
              "instruction",
              line.source(),
              line.file(),
              files.indexOf(line.file()),
              line.line(),
              0,
              line.group(),
              signer.bands(example),
              prompt,
              line.answer(),
              null,
              null,
              null,
              null));
    }
    return warehouse.spark().createDataFrame(rows, STAGED);
  }
}
