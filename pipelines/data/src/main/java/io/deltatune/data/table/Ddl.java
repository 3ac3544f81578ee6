package io.deltatune.data.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The statements of {@code schemas/}, which are resources of the module {@code schemas}. */
public final class Ddl {
  private static final String FOLDER = "/io/deltatune/schemas/";

  private Ddl() {}

  /** The statements that make a table, for a warehouse. */
  static List<String> statements(String table, Path warehouse) {
    return split(
        resource(table + ".sql").replace("${warehouse}", warehouse.toString().replace("`", "``")));
  }

  /** The query of a view. */
  static String query(View view) {
    return resource("views/" + view.name() + ".sql");
  }

  /** The text of a table's {@code .sql} file, its data dictionary. */
  public static String text(Table<?> table) {
    return resource(table.name() + ".sql");
  }

  /** Cuts at semicolons that stand outside of quotes. */
  static List<String> split(String script) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < script.length(); i++) {
      char character = script.charAt(i);
      if (quote == 0 && character == ';') {
        statements.add(statement.toString().strip());
        statement.setLength(0);
        continue;
      }
      if (quote == 0 && (character == '\'' || character == '"' || character == '`')) {
        quote = character;
      } else if (character == quote) {
        quote = 0;
      }
      statement.append(character);
    }
    statements.add(statement.toString().strip());
    statements.removeIf(String::isEmpty);
    return statements;
  }

  private static String resource(String name) {
    try (InputStream stream = Ddl.class.getResourceAsStream(FOLDER + name)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + FOLDER + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
