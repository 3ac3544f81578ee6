package io.deltatune.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.data.Sessions;
import io.deltatune.data.row.TrainingMetricRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the DDL, the codecs and the list of tables together. */
class SchemasTest {
  @TempDir static Path folder;

  @Test
  void everyCodecHasTheColumnsOfItsDdlAndEveryColumnAComment() {
    Warehouse warehouse = Warehouse.open(Sessions.shared(), folder.resolve("all").toString());
    for (Table<?> table : Tables.all()) {
      TableDescription planned = warehouse.describe(table);
      assertFalse(planned.exists(), table.name());
      warehouse.create(table);
      StructType stored = warehouse.read(table).schema();
      assertEquals(names(table.codec().schema()), names(stored), table.name());

      TableDescription described = warehouse.describe(table);
      assertTrue(described.exists(), table.name());
      assertEquals(planned.columns(), described.columns(), table.name());
      assertEquals(planned.constraints(), described.constraints(), table.name());
      assertFalse(described.comment().isBlank(), table.name() + " has no comment");
      for (int i = 0; i < stored.size(); i++) {
        TableDescription.Column column = described.columns().get(i);
        StructField expected = table.codec().schema().fields()[i];
        String place = table.name() + "." + column.name();
        assertFalse(column.comment().isBlank(), place + " has no comment");
        assertEquals(expected.nullable(), column.nullable(), place + " nullable");
        assertEquals(plain(expected), plain(stored.fields()[i]), place);
      }
      assertTrue(names(stored).containsAll(table.key()), table.name() + " lacks its key");
    }
    assertEquals(Tables.all(), warehouse.existing());
  }

  @Test
  void aRowOfAnEarlierVersionIsNullWhereItLacksAColumn() {
    TrainingMetricRow whole =
        new TrainingMetricRow("run", 1, "train", 0.5, 0.1, 2.0, 7L, Map.of("entropy", 1.0));
    TrainingMetricRow earlier =
        new TrainingMetricRow("run", 1, "train", 0.5, 0.1, null, 7L, Map.of("entropy", 1.0));
    assertEquals(earlier, without("grad_norm", whole));
    assertThrows(IllegalArgumentException.class, () -> without("loss", whole));
  }

  private static TrainingMetricRow without(String column, TrainingMetricRow row) {
    Row encoded = Tables.TRAINING_METRICS.codec().encode(row);
    StructType schema = Tables.TRAINING_METRICS.codec().schema();
    int left = schema.fieldIndex(column);
    int[] kept = IntStream.range(0, schema.size()).filter(i -> i != left).toArray();
    return Tables.TRAINING_METRICS
        .codec()
        .decode(
            new GenericRowWithSchema(
                Arrays.stream(kept).mapToObj(encoded::get).toArray(),
                new StructType(
                    Arrays.stream(kept)
                        .mapToObj(i -> schema.fields()[i])
                        .toArray(StructField[]::new))));
  }

  @Test
  void everySqlFileHasItsTableOrView() throws IOException {
    Path schemas = Path.of(System.getProperty("deltatune.home"), "schemas");
    assertEquals(Tables.all().stream().map(Table::name).sorted().toList(), sqlFiles(schemas));
    assertEquals(
        View.all().stream().map(View::name).sorted().toList(), sqlFiles(schemas.resolve("views")));
  }

  private static List<String> sqlFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .map(name -> name.substring(0, name.length() - ".sql".length()))
          .sorted()
          .toList();
    }
  }

  private static List<String> names(StructType schema) {
    return Arrays.asList(schema.fieldNames());
  }

  /** The type without the comments inside it. */
  private static String plain(StructField field) {
    return field.dataType().simpleString();
  }
}
