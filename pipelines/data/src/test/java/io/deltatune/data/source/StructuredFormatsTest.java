package io.deltatune.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Format;
import io.deltatune.data.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StructuredFormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ROW =
      "{\"text\":\"gr\u00fcn\",\"none\":null,\"whole\":7,\"large\":9007199254740993,\"real\":1.5,"
          + "\"truth\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
          + "{\"role\":\"model\",\"content\":null}],\"words\":[\"a\",null,\"b\"],"
          + "\"map\":{\"k\":1},\"price\":12.50,\"day\":\"2026-01-31\","
          + "\"time\":\"2026-01-31T12:00:00.250Z\",\"empty\":[]}";

  @TempDir Path folder;

  private Path parquet(String name, String query, int files) throws IOException {
    Path target = folder.resolve(name);
    Dataset<Row> rows = Sessions.shared().sql(query).coalesce(files);
    rows.write().parquet(target.toString());
    try (Stream<Path> written = Files.list(target)) {
      return written.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private Path example() throws IOException {
    return parquet(
        "types",
        "SELECT 'gr\u00fcn' AS text, CAST(NULL AS STRING) AS none, 7 AS whole,"
            + " 9007199254740993L AS large, 1.5D AS real, true AS truth,"
            + " array(named_struct('role', 'user', 'content', 'Hi'),"
            + " named_struct('role', 'model', 'content', CAST(NULL AS STRING))) AS messages,"
            + " array('a', NULL, 'b') AS words, map('k', 1) AS map,"
            + " CAST(12.5 AS DECIMAL(10, 2)) AS price, DATE'2026-01-31' AS day,"
            + " TIMESTAMP_NTZ'2026-01-31 12:00:00.25' AS time,"
            + " CAST(array() AS ARRAY<STRING>) AS empty, X'00ff' AS picture",
        1);
  }

  @Test
  void aParquetRowIsAJsonObjectWithoutItsBinaryColumns() throws IOException {
    assertEquals(List.of("1 " + ROW), Reading.brief(example(), Format.AUTO));
  }

  @Test
  void rowGroupsAreReadByTheRangeThatHoldsTheirMiddle() throws IOException {
    Sessions.shared().sparkContext().hadoopConfiguration().setInt("parquet.block.size", 4096);
    Path file;
    try {
      file = parquet("groups", "SELECT id, md5(string(id)) AS hash FROM range(5000)", 1);
    } finally {
      Sessions.shared().sparkContext().hadoopConfiguration().unset("parquet.block.size");
    }
    SourceFile source = Reading.file(file, Format.PARQUET);
    List<String> whole = Reading.brief(file, Format.AUTO);
    List<String> inRanges = new ArrayList<>();
    long step = source.bytes() / 7 + 1;
    int ranges = 0;
    for (long start = 0; start < source.bytes(); start += step) {
      List<SourceRow> rows = Reading.rows(new Piece(source, start, start + step, 0));
      rows.forEach(row -> inRanges.add(Reading.brief(row)));
      ranges += rows.isEmpty() ? 0 : 1;
    }
    assertTrue(ranges > 1, "there are several row groups");
    assertEquals(whole, inRanges);
    assertTrue(whole.get(4999).startsWith("5000 {\"id\":4999,"), whole.get(4999));
  }

  @Test
  void arrowFilesAndStreamsAreReadWhateverPacksTheirBuffers() throws IOException {
    for (ArrowSample.Packing packing : ArrowSample.Packing.values()) {
      for (boolean asFile : List.of(true, false)) {
        Path file = folder.resolve(packing + "-" + asFile);
        ArrowSample.write(file, asFile, packing, 3, 2);
        List<String> rows = Reading.brief(file, Format.AUTO);
        assertEquals(6, rows.size(), file.toString());
        assertEquals(
            "5 {\"text\":\"row 4 gr\u00fcn\",\"number\":4,\"label\":\"yes\","
                + "\"words\":[\"w4\",null],\"turn\":{\"role\":\"user\"},\"real\":null}",
            rows.get(4));
      }
    }
  }

  @Test
  void damagedParquetFilesAreNamedAndNothingOfThemIsUsed() throws IOException {
    assertDamageIsTold(Files.readAllBytes(example()), "damaged.parquet");
  }

  @Test
  void damagedArrowFilesAreNamedAndNothingOfThemIsUsed() throws IOException {
    for (ArrowSample.Packing packing : ArrowSample.Packing.values()) {
      Path file = folder.resolve("whole-" + packing);
      ArrowSample.write(file, true, packing, 3, 2);
      assertDamageIsTold(Files.readAllBytes(file), "damaged-" + packing + ".arrow");
    }
  }

  /** Any byte may be anything: rows come out or the user is told, nothing else. */
  private void assertDamageIsTold(byte[] whole, String name) throws IOException {
    Path file = folder.resolve(name);
    for (int length : new int[] {whole.length - 1, whole.length / 2, 20, 9}) {
      Files.write(file, Arrays.copyOf(whole, length));
      UserError error =
          assertThrows(UserError.class, () -> Reading.rows(file, Format.AUTO), "cut at " + length);
      assertEquals(ErrorCode.MALFORMED_FILE, error.code());
      assertTrue(error.problem().contains(name), error.problem());
    }
    Random random = new Random(7);
    int told = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      int at = 8 + random.nextInt(whole.length - 8);
      int bytes = Math.min(1 + random.nextInt(4), whole.length - at);
      for (int each = 0; each < bytes; each++) {
        damaged[at + each] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
      }
      Files.write(file, damaged);
      try {
        for (SourceRow row : Reading.rows(file, Format.AUTO)) {
          assertTrue(row.fault() != null || JSON.readTree(row.text()).isObject());
        }
      } catch (UserError error) {
        told++;
        assertTrue(error.problem().contains(name), error.problem());
      }
    }
    assertTrue(told > 20, "only " + told + " damages were told");
  }

  @Test
  void aParquetNameWithOtherContentIsRefused() throws IOException {
    Path file = Reading.write(folder.resolve("a.parquet"), "{\"a\": 1}\n");
    UserError error = assertThrows(UserError.class, () -> Reading.rows(file, Format.AUTO));
    assertTrue(error.reason().contains("does not begin like it"), error.reason());
    Path packed = Files.write(folder.resolve("b"), Reading.gzip(Files.readAllBytes(example())));
    error = assertThrows(UserError.class, () -> Reading.rows(packed, Format.AUTO));
    assertTrue(error.reason().contains("within gzip"), error.reason());
    Path feather = Reading.write(folder.resolve("c"), "FEA1abcdefgh");
    error = assertThrows(UserError.class, () -> Reading.rows(feather, Format.AUTO));
    assertTrue(error.remedy().contains("version 2"), error.remedy());
  }
}
