package io.deltatune.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.data.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
