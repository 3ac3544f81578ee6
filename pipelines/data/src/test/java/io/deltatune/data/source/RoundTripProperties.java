package io.deltatune.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import io.deltatune.core.recipe.ingest.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever rows of texts are written in whichever format and packing, the same are read. */
class RoundTripProperties {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COLUMNS = List.of("prompt", "an \"answer\", or", "\u00fc");
  private static Path folder;

  @BeforeContainer
  static void folder() throws IOException {
    folder = Files.createTempDirectory("round-trip");
  }

  @AfterContainer
  static void clean() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    Arbitrary<String> cell =
        Arbitraries.strings()
            .withChars("ab \t,;\"\\\n\r|{}[]:'\0\u00fc\u2028\u4e2d")
            .ofMaxLength(12);
    return cell.list().ofSize(COLUMNS.size()).list().ofMinSize(1).ofMaxSize(8);
  }

  @Property(tries = 150)
  void rowsComeBackAsTheyWereWritten(@ForAll("rows") List<List<String>> rows) throws IOException {
    for (Format format : List.of(Format.JSONL, Format.JSON, Format.CSV, Format.TSV)) {
      byte[] plain = written(rows, format).getBytes(StandardCharsets.UTF_8);
      for (byte[] content : List.of(plain, Reading.gzip(plain), Zstd.compress(plain))) {
        assertEquals(objects(rows), read("rows", content, format), format.name());
      }
    }
    Path parquet = folder.resolve("rows.parquet");
    ParquetSample.write(parquet, COLUMNS, rows);
    assertEquals(objects(rows), read(parquet, Format.AUTO), "parquet");
    Path arrow = folder.resolve("rows.arrow");
    for (ArrowSample.Packing packing : ArrowSample.Packing.values()) {
      Files.deleteIfExists(arrow);
      ArrowSample.write(arrow, packing, COLUMNS, rows);
      assertEquals(objects(rows), read(arrow, Format.AUTO), "arrow " + packing);
    }
  }

  private static List<String> read(String name, byte[] content, Format format) throws IOException {
    return read(Files.write(folder.resolve(name), content), format);
  }

  private static List<String> read(Path file, Format format) throws IOException {
    List<String> read = new ArrayList<>();
    for (SourceRow row : Reading.rows(file, format)) {
      assertEquals(null, row.problem());
      read.add(JSON.readTree(row.text()).toString());
    }
    return read;
  }

  private static List<String> objects(List<List<String>> rows) {
    return rows.stream().map(row -> object(row).toString()).toList();
  }

  private static ObjectNode object(List<String> row) {
    ObjectNode object = JSON.createObjectNode();
    for (int i = 0; i < COLUMNS.size(); i++) {
      object.put(COLUMNS.get(i), row.get(i));
    }
    return object;
  }

  private static String written(List<List<String>> rows, Format format) {
    return switch (format) {
      case JSONL -> String.join("\n", objects(rows)) + "\n";
      case JSON ->
          JSON.valueToTree(rows.stream().map(row -> object(row)).toList()).toPrettyString();
      case CSV -> cells(rows, ",", "\r\n");
      default -> cells(rows, "\t", "\n");
    };
  }

  private static String cells(List<List<String>> rows, String delimiter, String end) {
    StringBuilder text = new StringBuilder();
    List<List<String>> all = new ArrayList<>(List.of(COLUMNS));
    all.addAll(rows);
    for (List<String> row : all) {
      text.append(
          String.join(
              delimiter,
              row.stream().map(cell -> "\"" + cell.replace("\"", "\"\"") + "\"").toList()));
      text.append(end);
    }
    return text.toString();
  }
}
