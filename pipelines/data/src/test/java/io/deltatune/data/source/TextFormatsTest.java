package io.deltatune.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFormatsTest {
  @TempDir Path folder;

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
    assertEquals(List.of(), rows(" \n\n", Format.AUTO));
  }

  @Test
  void anObjectOverSeveralLinesIsARowAndMoreOfThemAreMore() throws IOException {
    assertEquals(
        List.of("1 {\"a\":[1,{\"b\":\"x } ] \\\" y\"}]}"),
        rows("{\n  \"a\": [1, {\"b\": \"x } ] \\\" y\"}]\n}\n", Format.AUTO));
    assertEquals(
        List.of("1 {\"a\":1}", "2 {\"a\":2}"), rows("{\n\"a\": 1\n}\n{\n\"a\": 2}", Format.AUTO));
  }

  @Test
  void theRowsWithinAnObjectAreReadAndItsOtherFieldsAreNot() throws IOException {
    assertEquals(
        List.of("1 {\"q\":1}", "2 {\"q\":2}"),
        rows(
            "{\"version\": \"1\", \"data\": [ {\"q\": 1},\n {\"q\": 2} ], \"more\": {\"data\": [3]}}",
            Format.AUTO));
    assertEquals(List.of("1 {\"data\":[1,2]}"), rows("{\n\"data\": [1, 2]}", Format.AUTO));
  }

  @Test
  void linesOfObjectsAreNoWrapper() throws IOException {
    assertEquals(
        List.of("1 {\"data\": [{\"a\": 1}]}", "2 {\"data\": [{\"a\": 2}]}"),
        rows("{\"data\": [{\"a\": 1}]}\n{\"data\": [{\"a\": 2}]}\n", Format.AUTO));
    assertEquals(List.of("1 {broken", "2 {\"a\": 2}"), rows("{broken\n{\"a\": 2}\n", Format.AUTO));
  }

  @Test
  void aBrokenArrayKeepsTheRowsBeforeTheBreak() throws IOException {
    for (String rest : List.of("", ", ", ", {\"b\": [", " {\"b\": 2}]", ", ,]", ", \"x")) {
      assertEquals(
          List.of("1 {\"a\":1}", "2 BROKEN_JSON"), rows("[{\"a\": 1}" + rest, Format.JSON), rest);
    }
    List<SourceRow> rows = read("[{\"a\": 1}\n, 2\n", Format.JSON);
    assertEquals("2", rows.get(1).text());
    assertTrue(rows.get(2).problem().contains("line 3 of the file"), rows.get(2).problem());
  }

  @Test
  void whiteSpaceThatKeepsTokensApartStays() throws IOException {
    assertEquals(
        List.of("1 [1 2]", "2 [\"a\" \"b\"]", "3 [true,null]"),
        rows("[[1  2], [\"a\"\n\"b\"], [true , null]]", Format.JSON));
  }

  @Test
  void cellsMayHoldDelimitersQuotesAndLineEnds() throws IOException {
    assertEquals(
        List.of(
            "2 {\"q\":\"a, b\",\"a\":\"1\",\"column_3\":\"\"}",
            "3 {\"q\":\"two\\nlines\",\"a\":\"say \\\"x\\\"\",\"column_3\":\"z\"}",
            "6 {\"q\":\"5\\\" disk\",\"a\":\"ümlaut\",\"column_3\":\" s \"}"),
        rows(
            "\ufeffq,a,\r\n\"a, b\",1,\r\n\"two\nlines\",\"say \"\"x\"\"\",z\r\n\r\n5\" disk,ümlaut, s ",
            Format.CSV));
  }

  @Test
  void tabsAndSemicolonsSeparateCellsToo() throws IOException {
    assertEquals(List.of("2 {\"a\":\"1,5\",\"b\":\"x y\"}"), rows("a\tb\n1,5\tx y\n", Format.TSV));
    assertEquals(List.of("2 {\"a\":\"1,5\",\"b\":\"x\"}"), rows("a;b\n1,5;x\n", Format.CSV));
    assertEquals(List.of("2 {\"a\":\"1\"}"), rows("a\n1\n", Format.CSV));
  }

  @Test
  void aRowOfAnotherWidthIsAFaultOfThatRowOnly() throws IOException {
    List<SourceRow> rows = read("a,b\n1\n1,2,3\n1,2\n", Format.CSV);
    assertEquals(
        List.of("2 DAMAGED", "3 DAMAGED", "4 {\"a\":\"1\",\"b\":\"2\"}"),
        rows.stream().map(Reading::brief).toList());
    assertEquals("the row has 3 cells, the header 2", rows.get(1).problem());
  }

  @Test
  void aQuoteThatIsNeverClosedIsToldWithItsLine() throws IOException {
    List<SourceRow> rows = read("a,b\n1,2\n3,\"4\n5,6\n", Format.CSV);
    assertEquals(
        List.of("2 {\"a\":\"1\",\"b\":\"2\"}", "3 DAMAGED"),
        rows.stream().map(Reading::brief).toList());
    assertTrue(rows.get(1).problem().contains("opened in line 3"), rows.get(1).problem());
  }

  @Test
  void aHeaderThatNamesAColumnTwiceIsRefused() {
    UserError error = assertThrows(UserError.class, () -> rows("a,a\n1,2\n", Format.CSV));
    assertTrue(error.reason().contains("'a' stands there twice"), error.reason());
  }

  @Test
  void plainTextIsAFileOrAParagraphARow() throws IOException {
    String text = "One\r\ntwo.\n\n \n\"Three\"\n\n";
    assertEquals(
        List.of("1 {\"text\":\"One\\ntwo.\\n\\n \\n\\\"Three\\\"\"}"), rows(text, Format.TEXT));
    assertEquals(
        List.of("1 {\"text\":\"One\\ntwo.\"}", "5 {\"text\":\"\\\"Three\\\"\"}"),
        rows(text, Format.PARAGRAPHS));
  }

  @Test
  void theNameTellsTheFormatWhereTheContentDoesNot() throws IOException {
    Path csv = Reading.write(folder.resolve("a.csv"), "a,b\n1,2\n");
    assertEquals(List.of("2 {\"a\":\"1\",\"b\":\"2\"}"), Reading.brief(csv, Format.AUTO));
    Path packed = folder.resolve("a.tsv.gz");
    Files.write(packed, Reading.gzip("a\tb\n1\t2\n".getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of("2 {\"a\":\"1\",\"b\":\"2\"}"), Reading.brief(packed, Format.AUTO));
    Path text = Reading.write(folder.resolve("a.txt"), "{not json");
    assertEquals(List.of("1 {\"text\":\"{not json\"}"), Reading.brief(text, Format.AUTO));
  }

  @Test
  void invalidUtf8IsAFaultOfItsRowAndNotReplaced() throws IOException {
    byte[] latin = "{\"a\": \"gr\u00fcn\"}\n{\"a\": \"\ufffd\"}\n".getBytes(StandardCharsets.UTF_8);
    byte[] broken =
        new String(latin, StandardCharsets.ISO_8859_1)
            .replace("\u00c3\u00bc", "\u00fc")
            .getBytes(StandardCharsets.ISO_8859_1);
    for (Format format : List.of(Format.JSONL, Format.JSON)) {
      Path file = Files.write(folder.resolve("latin"), broken);
      List<SourceRow> rows = Reading.rows(file, format);
      assertEquals(Fault.INVALID_UTF8, rows.get(0).fault());
      assertEquals(null, rows.get(1).fault());
    }
    Path csv =
        Files.write(folder.resolve("latin.csv"), new byte[] {'a', '\n', (byte) 0xfc, '\n', 'b'});
    assertEquals(List.of("2 INVALID_UTF8", "3 {\"a\":\"b\"}"), Reading.brief(csv, Format.AUTO));
    Path text = Files.write(folder.resolve("latin.txt"), new byte[] {(byte) 0xfc});
    assertEquals(List.of("1 INVALID_UTF8"), Reading.brief(text, Format.AUTO));
  }

  @Test
  void nulBytesAndDepthPassAsTheyAre() throws IOException {
    assertEquals(List.of("1 {\"a\": \"\0\"}"), rows("{\"a\": \"\0\"}", Format.JSONL));
    assertEquals(List.of("2 {\"a\":\"x\\u0000y\"}"), rows("a\nx\0y\n", Format.CSV));
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertEquals(List.of("1 " + deep, "2 1"), rows("[" + deep + ", 1]", Format.JSON));
    assertEquals(List.of("1 " + deep), rows(deep, Format.JSONL));
  }

  private List<String> rows(String content, Format format) throws IOException {
    return read(content, format).stream().map(Reading::brief).toList();
  }

  private List<SourceRow> read(String content, Format format) throws IOException {
    return Reading.rows(Reading.write(folder.resolve("content"), content), format);
  }
}
