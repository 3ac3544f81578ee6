package io.deltatune.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.data.Sessions;
import io.deltatune.data.row.ModelRow;
import io.deltatune.data.row.ScoreRow;
import io.deltatune.data.row.SplitRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456Z");
  private static final TableVersion NO_VERSION = new TableVersion(-1, "none");

  @TempDir Path folder;

  @Test
  void recordsComeBackAsTheyWereAndWhatIsThereIsNotWrittenAgain() {
    Warehouse warehouse = warehouse("round");
    ModelRow base = model("base", null, "models/base");
    ModelRow adapter = model("adapter", "a".repeat(64), "models/adapter");
    assertEquals(2, warehouse.insertAbsent(Tables.MODELS, List.of(base, adapter)));
    TableVersion first = warehouse.version(Tables.MODELS).orElse(NO_VERSION);
    assertEquals(0, warehouse.insertAbsent(Tables.MODELS, List.of(adapter)));
    warehouse.append(Tables.MODELS, List.of());
    assertEquals(first, warehouse.version(Tables.MODELS).orElse(NO_VERSION));
    assertEquals(first, TableVersion.parse(first.toString()));

    ModelRow moved = model("adapter", "a".repeat(64), "elsewhere");
    warehouse.upsert(Tables.MODELS, List.of(moved));
    assertEquals(
        List.of(moved, base),
        warehouse.records(Tables.MODELS, warehouse.read(Tables.MODELS).orderBy("kind")));
    assertEquals(
        List.of(adapter, base),
        warehouse.records(Tables.MODELS, warehouse.read(Tables.MODELS, first).orderBy("kind")));
  }

  private static ModelRow model(String kind, String parent, String path) {
    String hash = kind.substring(0, 1).repeat(64);
    return new ModelRow(hash, kind, kind, parent, "Gemma3ForCausalLM", 5, "bf16", path, null, NOON);
  }

  @Test
  void aRowThatBreaksARuleIsRefusedByItsTable() {
    Warehouse warehouse = warehouse("rules");
    SplitRow unknown = new SplitRow("e", "g", "holdout", 1, null, null, "r");
    Exception error =
        assertThrows(Exception.class, () -> warehouse.append(Tables.SPLITS, List.of(unknown)));
    assertTrue(everyMessage(error).contains("known_split"), everyMessage(error));
    assertEquals(0, warehouse.read(Tables.SPLITS).count());
  }

  @Test
  void aTableOfAnEarlierVersionGetsThePresentConstraints() {
    Warehouse warehouse = warehouse("renewed");
    warehouse.append(Tables.SPLITS, List.of(new SplitRow("e", "g", "train", 1, null, null, "r")));
    String change = "ALTER TABLE delta.`" + warehouse.path(Tables.SPLITS);
    warehouse.spark().sql(change + "` DROP CONSTRAINT known_split");
    warehouse.spark().sql(change + "` ADD CONSTRAINT known_split CHECK (split IN ('train'))");
    warehouse.append(Tables.SPLITS, List.of(new SplitRow("f", "g", "test", 1, null, null, "r")));
    TableVersion version = warehouse.version(Tables.SPLITS).orElse(NO_VERSION);
    warehouse.append(Tables.SPLITS, List.of(new SplitRow("h", "g", "test", 1, null, null, "r")));
    assertEquals(
        version.number() + 1,
        warehouse.version(Tables.SPLITS).orElse(NO_VERSION).number(),
        "what is as it shall be is not changed again");
    SplitRow unknown = new SplitRow("i", "g", "holdout", 1, null, null, "r");
    assertThrows(Exception.class, () -> warehouse.append(Tables.SPLITS, List.of(unknown)));
  }

  private static String everyMessage(Throwable error) {
    StringBuilder messages = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      messages.append(cause instanceof SparkException ? "" : cause.getMessage()).append('\n');
    }
    return messages.toString();
  }

  @Test
  void tablesAndViewsStandByTheirNamesInSqlForEachWarehouse() {
    Warehouse first = warehouse("first");
    Warehouse second = warehouse("second");
    first.append(Tables.SCORES, List.of(score("before", null, 10), score("after", "before", 35)));
    second.append(Tables.SCORES, List.of(score("before", null, 12)));
    Row change = first.sql("SELECT before, after, change FROM before_after").first();
    assertEquals(List.of(10.0, 35.0, 25.0), List.of(change.get(0), change.get(1), change.get(2)));
    assertEquals(2, first.sql("SELECT * FROM leaderboard").count());
    assertEquals(1, second.sql("SELECT * FROM scores").count());
    assertEquals(2, first.sql("SELECT * FROM scores").count());
    assertEquals(0, first.version(Tables.SCORES).orElse(NO_VERSION).number() - 1);
  }

  @Test
  void metricsAreFunctionsInSql() {
    Row scores =
        warehouse("functions")
            .sql(
                "SELECT Corpus_BLEU(answer, reference), avg(row_exact_match(answer, reference))"
                    + " FROM VALUES ('a b c d e', 'a b c d e') AS pairs (answer, reference)")
            .first();
    assertEquals(100.0, scores.getDouble(0), 1e-9);
    assertTrue(scores.getDouble(1) > 0, scores.toString());
  }

  private static ScoreRow score(String label, String comparedWith, double value) {
    return new ScoreRow(
        "e",
        "demo",
        label,
        comparedWith,
        "m",
        label.equals("after") ? "a" : null,
        "bleu",
        value,
        100,
        "nrefs:1",
        "{}",
        "instruction_examples",
        "0@x",
        "test",
        NOON);
  }

  @Test
  void mistakesInSqlAreToldWithTheTablesThatExist() {
    Warehouse warehouse = warehouse("sql");
    warehouse.create(Tables.SPLITS);
    UserError wrong =
        assertThrows(UserError.class, () -> warehouse.sql("SELECT colour FROM splits"));
    assertEquals(ErrorCode.SQL, wrong.code());
    assertTrue(wrong.reason().contains("colour"), wrong.reason());
    UserError syntax = assertThrows(UserError.class, () -> warehouse.sql("SELEC 1"));
    assertEquals(ErrorCode.SQL, syntax.code());
    UserError absent =
        assertThrows(UserError.class, () -> warehouse.sql("SELECT * FROM quarantine"));
    assertTrue(absent.remedy().contains("holds splits"), absent.remedy());
  }

  @Test
  void readingWhatWasNeverWrittenSaysSo() {
    UserError nothing =
        assertThrows(UserError.class, () -> warehouse("nothing").read(Tables.MODELS));
    assertEquals(ErrorCode.MISSING_FILE, nothing.code());
    assertTrue(nothing.problem().startsWith("there is no warehouse"), nothing.problem());
    Warehouse warehouse = warehouse("some");
    warehouse.create(Tables.SPLITS);
    UserError table = assertThrows(UserError.class, () -> warehouse.read(Tables.MODELS));
    assertEquals(ErrorCode.TABLE, table.code());
    assertTrue(table.problem().endsWith("holds no table models"), table.problem());
    assertEquals("it holds splits", table.reason());
    assertEquals(List.of(), warehouse.records(Tables.MODELS));
    assertEquals(0, warehouse.readOrEmpty(Tables.MODELS).count());
  }

  @Test
  void aRecordWithoutANeededValueIsABug() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Tables.SPLITS.codec().encode(new SplitRow("e", null, "train", 1, null, null, "r")));
    assertEquals("SplitRow without a value for group_key", error.getMessage());
  }

  private Warehouse warehouse(String name) {
    return Warehouse.open(Sessions.shared(), folder.resolve(name).toString());
  }
}
