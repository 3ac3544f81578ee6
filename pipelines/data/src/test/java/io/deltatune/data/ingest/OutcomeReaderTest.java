package io.deltatune.data.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.deltatune.core.example.SplitAssigner;
import io.deltatune.core.normalise.Limits;
import io.deltatune.core.recipe.ingest.Format;
import io.deltatune.data.Serialised;
import io.deltatune.data.ingest.RawRows.RawRow;
import io.deltatune.data.table.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeReaderTest {
  @TempDir Path folder;

  @Test
  void theReaderReadsTheSameAfterItWasShipped() throws Exception {
    OutcomeReader reader =
        Serialised.copy(
            new OutcomeReader(
                new Limits(100, 1),
                "auto",
                new SplitAssigner(1, 0.1, 0.1),
                new SerializableConfiguration(new Configuration(false))));
    Path file = folder.resolve("rows.jsonl");
    Files.writeString(file, "{\"instruction\": \"Say yes.\", \"output\": \"Yes.\"}\nno\n");
    Iterator<Row> rows = reader.call(Serialised.copy(source(file, Format.AUTO)));
    Row accepted = rows.next();
    assertEquals(Outcome.EXAMPLE, column(accepted, "kind"));
    assertEquals("Yes.", column(accepted, "answer"));
    assertEquals(1L, column(accepted, "line"));
    Row rejected = rows.next();
    assertEquals("not_json", column(rejected, "reason"));
    assertEquals(2L, column(rejected, "line"));
    assertFalse(rows.hasNext());
  }

  private static Object column(Row row, String name) {
    return row.get(RecordCodec.of(Outcome.class).schema().fieldIndex(name));
  }

  @Test
  void linesKeepTheirNumbersWhateverEndsThem() throws IOException {
    assertEquals(List.of("2 {}", "4 [1]", "5 x"), rows("\ufeff \r\n{}\r\n\n[1]\nx", Format.JSONL));
  }

  @Test
  void anArrayIsRecognisedByItsFirstCharacter() throws IOException {
    assertEquals(
        List.of("1 {\"a\":1.5}", "2 \"x\""),
        rows("\ufeff\n [ {\"a\" : 1.5},\n\"x\" ]", Format.AUTO));
    assertEquals(List.of(), rows("[]", Format.AUTO));
    assertEquals(List.of(), rows("", Format.AUTO));
  }

  @Test
  void anObjectWhereAnArrayIsDueIsOneBrokenRow() throws IOException {
    assertEquals(
        List.of(
            "1 the file is not a JSON array, line 1 of the file; what follows could not be read"),
        rows("{\"a\": 1}", Format.JSON));
  }

  private List<String> rows(String content, Format format) throws IOException {
    Path file = folder.resolve("content");
    Files.writeString(file, content);
    List<String> rows = new ArrayList<>();
    try (RawRows.Rows opened = RawRows.open(source(file, format), new Configuration(false))) {
      while (opened.hasNext()) {
        RawRow row = opened.next();
        rows.add(row.line() + " " + row.text());
      }
    }
    return rows;
  }

  private static SourceFile source(Path file, Format format) {
    return new SourceFile("test", "auto", format, file.toUri().toString(), 0);
  }
}
