package io.deltatune.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Format;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;

  @Test
  void aLineOf200MegabytesIsOneRowThatIsTooLongAndTheNextOneIsRead() throws IOException {
    Path file = folder.resolve("long.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("{\"a\": 1}\n{\"a\": \"".getBytes(StandardCharsets.UTF_8));
      fill(out, 200, 'x');
      out.write("\"}\n{\"a\": 3}\n".getBytes(StandardCharsets.UTF_8));
    }
    List<SourceRow> rows = Reading.rows(file, Format.AUTO);
    assertEquals(
        List.of("1 {\"a\": 1}", "2 TOO_LONG", "3 {\"a\": 3}"),
        rows.stream().map(Reading::brief).toList());
    assertEquals(SourceRow.EXCERPT, rows.get(1).text().length());
    assertTrue(rows.get(1).text().startsWith("{\"a\": \"xxx"), "its beginning is kept");
  }

  @Test
  void anElementAndACellOf200MegabytesAreRowsThatAreTooLong() throws IOException {
    Path array = folder.resolve("long.json");
    try (OutputStream out = Files.newOutputStream(array)) {
      out.write("[{\"a\": 1}, {\"a\": \"".getBytes(StandardCharsets.UTF_8));
      fill(out, 200, 'x');
      out.write("\"}, {\"a\": 3}]".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(
        List.of("1 {\"a\":1}", "2 TOO_LONG", "3 {\"a\":3}"), Reading.brief(array, Format.AUTO));
    Path csv = folder.resolve("long.csv");
    try (OutputStream out = Files.newOutputStream(csv)) {
      out.write("a,b\n1,\"".getBytes(StandardCharsets.UTF_8));
      fill(out, 200, '\n');
      out.write("\"\n3,4\n".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(
        List.of("2 TOO_LONG", (3 + 200 * MEGABYTE) + " {\"a\":\"3\",\"b\":\"4\"}"),
        Reading.brief(csv, Format.AUTO));
  }

  /** Ten gigabytes pack to ten megabytes; written once as members of a gigabyte each. */
  @Test
  void tenGigabytesOfZerosEndWithAFaultWithinSeconds() throws IOException {
    Path member = folder.resolve("member.gz");
    try (OutputStream out =
        new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(member)), 1 << 16)) {
      fill(out, 320, 0);
    }
    byte[] zeros = Files.readAllBytes(member);
    for (String name : List.of("bomb.jsonl.gz", "bomb.json", "bomb.csv.gz", "bomb.txt")) {
      Path bomb = folder.resolve(name);
      try (OutputStream out = Files.newOutputStream(bomb)) {
        for (int i = 0; i < 32; i++) {
          out.write(zeros);
        }
      }
      List<SourceRow> rows =
          assertTimeout(Duration.ofSeconds(20), () -> Reading.rows(bomb, Format.AUTO), name);
      SourceRow last = rows.get(rows.size() - 1);
      assertEquals(Fault.DAMAGED, last.fault(), name);
      assertTrue(last.problem().contains("unpacks to more than 500 times"), last.problem());
    }
  }

  /** A dictionary holds a text once for all rows that have it: 800 MB in some 100 KB. */
  @Test
  void aParquetFileOfOneValueInManyRowsEndsWithAFaultAsAnArchiveDoes() throws IOException {
    Path file = folder.resolve("bomb.parquet");
    List<String> row = List.of("x".repeat(100_000));
    ParquetSample.write(file, List.of("text"), Collections.nCopies(8000, row));
    assertTrue(Files.size(file) < MEGABYTE, "bytes: " + Files.size(file));
    SourceRow last = null;
    long rows = 0;
    try (Rows opened = Reading.open(Piece.whole(Reading.file(file, Format.AUTO)))) {
      while (opened.hasNext()) {
        last = opened.next();
        rows++;
      }
    }
    assertTrue(rows > 1000 && rows < 3000, "rows: " + rows);
    assertEquals(Fault.DAMAGED, last.fault());
    assertEquals(rows, last.line());
    assertTrue(last.problem().contains("unpacks to more than 500 times"), last.problem());
  }

  @Test
  void aCutOffArchiveKeepsTheRowsBeforeTheCut() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 20_000; i++) {
      lines.append("{\"number\": ").append(i).append(", \"hash\": \"").append((i * 7919L) % 104729);
      lines.append("\"}\n");
    }
    byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
    for (byte[] packed : List.of(Reading.gzip(content), Zstd.compress(content))) {
      Path file = folder.resolve("cut.jsonl");
      Files.write(file, Arrays.copyOf(packed, packed.length / 2));
      List<SourceRow> rows = Reading.rows(file, Format.AUTO);
      SourceRow last = rows.get(rows.size() - 1);
      assertEquals(Fault.DAMAGED, last.fault());
      assertEquals(rows.size(), last.line());
      assertTrue(last.problem().contains("could not be read"), last.problem());
      for (SourceRow row : rows.subList(0, rows.size() - 1)) {
        assertTrue(row.text().startsWith("{\"number\": " + row.line() + ","), row.text());
      }
      Files.write(file, packed);
      assertEquals(20_000, Reading.rows(file, Format.AUTO).size());
    }
  }

  @Test
  void archivesOfSeveralMembersAreReadToTheEnd() throws IOException {
    Path file = folder.resolve("members.gz");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(Reading.gzip("{\"a\": 1}\n{\"a\"".getBytes(StandardCharsets.UTF_8)));
      out.write(Reading.gzip(": 2}\n".getBytes(StandardCharsets.UTF_8)));
    }
    assertEquals(List.of("1 {\"a\": 1}", "2 {\"a\": 2}"), Reading.brief(file, Format.AUTO));
  }

  @Test
  void aPackingThatIsNotReadIsNamed() throws IOException {
    Path zip = Files.write(folder.resolve("a.zip"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0});
    UserError error = assertThrows(UserError.class, () -> Reading.rows(zip, Format.AUTO));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code());
    assertTrue(error.reason().contains("packed with zip"), error.reason());
    Path broken = Files.write(folder.resolve("a.gz"), new byte[] {0x1f, (byte) 0x8b, 1, 2});
    assertEquals(List.of("1 DAMAGED"), Reading.brief(broken, Format.AUTO));
  }

  private static void fill(OutputStream out, int megabytes, int value) throws IOException {
    byte[] block = new byte[MEGABYTE];
    Arrays.fill(block, (byte) value);
    for (int i = 0; i < megabytes; i++) {
      out.write(block);
    }
  }
}
