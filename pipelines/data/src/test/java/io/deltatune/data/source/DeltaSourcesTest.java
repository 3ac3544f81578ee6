package io.deltatune.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.Sessions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaSourcesTest {
  private static final SparkSession SPARK = Sessions.shared();
  @TempDir static Path folder;
  private static Path table;

  @BeforeAll
  static void tableOfFourVersions() {
    table = folder.resolve("a table");
    String name = "delta.`" + table + "`";
    SPARK.sql(
        "CREATE TABLE "
            + name
            + " (id INT, text STRING, picture BINARY) USING delta"
            + " TBLPROPERTIES (delta.enableChangeDataFeed = true)");
    SPARK.sql("INSERT INTO " + name + " VALUES (1, 'one', NULL), (2, NULL, X'00'), (3, 'x', NULL)");
    SPARK.sql("UPDATE " + name + " SET text = 'two' WHERE id = 2");
    SPARK.sql("DELETE FROM " + name + " WHERE id = 1");
    SPARK.sql("INSERT INTO " + name + " VALUES (4, 'four', NULL)");
  }

  @Test
  void theNewestVersionIsPinnedAndEachRowHasItsPlace() {
    List<SourceFile> files = SourcesTest.find(version(InputPath.of(table), null, null));
    assertEquals(1, files.size());
    assertTrue(files.get(0).name().endsWith("/a table@v4"), files.get(0).name());
    List<SourceRow> rows = rows(files);
    assertEquals(3, rows.stream().map(SourceRow::line).distinct().count());
    assertEquals(
        List.of(
            "{\"id\":2,\"text\":\"two\"}",
            "{\"id\":3,\"text\":\"x\"}",
            "{\"id\":4,\"text\":\"four\"}"),
        rows.stream().map(SourceRow::text).sorted().toList());
    assertEquals(rows, rows(files), "the places are the same each time");
    assertEquals(64, SourcesTest.sources().describe(files, Map.of()).get(0).sha256().length());
  }

  @Test
  void anOlderVersionIsReadByNumberAndByTime() {
    List<SourceFile> first = SourcesTest.find(version(InputPath.of(table), "1", null));
    assertEquals(
        List.of(
            "{\"id\":1,\"text\":\"one\"}", "{\"id\":2,\"text\":null}", "{\"id\":3,\"text\":\"x\"}"),
        rows(first).stream().map(SourceRow::text).sorted().toList());
    List<SourceFile> now = SourcesTest.find(version(InputPath.of(table), "2999-01-01", null));
    assertTrue(now.get(0).name().endsWith("@v4"), now.get(0).name());
    assertNoVersion("9", "its newest version is 4");
    assertNoVersion("1999-01-01", "history begins later");
    assertNoVersion("yesterday noon", "neither a number nor a time");
  }

  private void assertNoVersion(String version, String cause) {
    UserError error =
        assertThrows(
            UserError.class, () -> SourcesTest.find(version(InputPath.of(table), version, null)));
    assertEquals(ErrorCode.TABLE, error.code());
    assertTrue(error.reason().contains(cause), error.reason());
  }

  @Test
  void onlyWhatWasAddedOrChangedSinceAVersionIsRead() {
    List<SourceFile> files = SourcesTest.find(version(InputPath.of(table), null, 1L));
    assertTrue(files.get(0).name().endsWith("@v2..v4"), files.get(0).name());
    assertEquals(
        List.of("1 {\"id\":2,\"text\":\"two\"}", "2 {\"id\":4,\"text\":\"four\"}"),
        rows(files).stream()
            .sorted(java.util.Comparator.comparing(SourceRow::line))
            .map(Reading::brief)
            .toList());
    assertEquals(List.of(), rows(SourcesTest.find(version(InputPath.of(table), null, 4L))));
    UserError error =
        assertThrows(
            UserError.class, () -> SourcesTest.find(version(InputPath.of(table), null, 5L)));
    assertTrue(error.reason().contains("newest version is 4"), error.reason());
  }

  @Test
  void aTableWithoutAChangeFeedIsRefusedWithTheRemedy() {
    String plain = "delta.`" + folder.resolve("plain") + "`";
    SPARK.sql("CREATE TABLE " + plain + " (id INT) USING delta");
    SPARK.sql("INSERT INTO " + plain + " VALUES (1)");
    InputPath path = InputPath.of(folder.resolve("plain"));
    UserError error =
        assertThrows(UserError.class, () -> SourcesTest.find(version(path, null, 0L)));
    assertTrue(error.remedy().contains("ALTER TABLE"), error.remedy());
    SPARK.sql("ALTER TABLE " + plain + " SET TBLPROPERTIES (delta.enableChangeDataFeed = true)");
    List<SourceFile> files = SourcesTest.find(version(path, null, 0L));
    error = assertThrows(UserError.class, () -> rows(files));
    assertTrue(error.remedy().contains("changes are kept from then on"), error.remedy());
  }

  @Test
  void aFolderThatIsNoTableIsRefusedWhereOneIsAskedFor() {
    Source source =
        new Source(
            "none",
            InputPath.of(folder),
            io.deltatune.core.recipe.ingest.Format.DELTA,
            "auto",
            Map.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    UserError error = assertThrows(UserError.class, () -> SourcesTest.find(source));
    assertTrue(error.reason().contains("no folder _delta_log"), error.reason());
  }

  @Test
  void aLimitTakesTheFirstRowsOfTheVersion() {
    Source all = version(InputPath.of(table), "1", null);
    Source two =
        new Source(
            all.name(),
            all.path(),
            all.format(),
            all.shape(),
            all.columns(),
            all.roles(),
            all.version(),
            all.changesSince(),
            Optional.of(2L));
    List<Long> lines = rows(SourcesTest.find(all)).stream().map(SourceRow::line).sorted().toList();
    assertEquals(
        lines.subList(0, 2),
        rows(SourcesTest.find(two)).stream().map(SourceRow::line).sorted().toList());
  }

  private static List<SourceRow> rows(List<SourceFile> files) {
    return SourcesTest.sources().rows(files).collect();
  }

  static Source version(InputPath path, String version, Long changesSince) {
    Source source = Source.of("table", path);
    return new Source(
        source.name(),
        source.path(),
        source.format(),
        source.shape(),
        source.columns(),
        source.roles(),
        Optional.ofNullable(version),
        Optional.ofNullable(changesSince),
        source.limit());
  }
}
