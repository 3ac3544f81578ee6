package io.deltatune.core.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected records stand in {@code shapes/}, where the origin of each shape is told too. */
class GoldenShapesTest {
  static List<String> shapes() {
    return Normalizers.names();
  }

  /**
   * The normalisers by which a shape's rows are read: by its name, and unless it says so by none.
   */
  private static List<RowNormalizer> readers(String shape, JsonNode golden) {
    List<RowNormalizer> readers = new ArrayList<>();
    readers.add(new RowNormalizer("golden", shape, RowNormalizer.AUTO));
    if (golden.path("auto").asBoolean(true)) {
      readers.add(new RowNormalizer("golden", RowNormalizer.AUTO, RowNormalizer.AUTO));
    }
    return readers;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everyGoldenRowBecomesItsRecordsOrItsReason(String shape) {
    JsonNode golden = GoldenShapes.of(shape);
    assertFalse(golden.get("origin").textValue().isBlank());
    assertTrue(golden.path("rows").size() + golden.path("wholes").size() > 0);
    for (RowNormalizer reader : readers(shape, golden)) {
      for (JsonNode row : golden.path("rows")) {
        String line = row.get("line").textValue();
        RowResult result = reader.normalise("file", 1, line);
        if (row.has("refused")) {
          RowResult.Refused refused =
              assertInstanceOf(RowResult.Refused.class, result, () -> line + " " + result);
          assertEquals(row.get("refused").textValue(), refused.reason().name(), line);
          assertFalse(refused.detail().isBlank());
        } else {
          RowResult.Examples examples =
              assertInstanceOf(RowResult.Examples.class, result, () -> line + " " + result);
          assertExamples(row.get("examples"), examples.examples(), line);
        }
      }
    }
  }

  private static void assertExamples(JsonNode expected, List<Example> examples, String line) {
    assertEquals(expected.size(), examples.size(), line);
    for (int i = 0; i < expected.size(); i++) {
      ObjectNode record = expected.get(i).deepCopy();
      JsonNode group = record.remove("group");
      record.remove("rows");
      assertEquals(
          record.toPrettyString(), ExampleTrees.of(examples.get(i)).toPrettyString(), line);
      assertEquals("golden", examples.get(i).source());
      if (group != null) {
        assertEquals(group.textValue(), examples.get(i).group());
      }
      assertEquals(examples.get(0).group(), examples.get(i).group(), "one group a row");
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void joinedRowsBecomeTheirRecordsInWhateverOrderTheyCome(String shape) {
    JsonNode golden = GoldenShapes.of(shape);
    for (RowNormalizer reader : readers(shape, golden)) {
      for (JsonNode expected : golden.path("wholes")) {
        List<RawRecord> rows = new ArrayList<>();
        for (JsonNode line : expected.get("lines")) {
          Result<RawRecord> row = reader.parse("file", rows.size() + 1L, line.textValue());
          rows.add(((Result.Accepted<RawRecord>) row).value());
        }
        String key = keyOfAll(reader, shape, rows);
        assertFalse(key.isBlank());
        List<RawRecord> shuffled = new ArrayList<>(rows);
        for (int i = 0; i < 5; i++) {
          assertWhole(expected, reader.join(shape, shuffled), rows);
          Collections.shuffle(shuffled, new Random(i));
        }
      }
    }
  }

  private static String keyOfAll(RowNormalizer reader, String shape, List<RawRecord> rows) {
    RowResult first = reader.normalise(rows.get(0));
    for (RawRecord row : rows) {
      assertEquals(first, reader.normalise(row));
    }
    RowResult.Pending pending = assertInstanceOf(RowResult.Pending.class, first);
    assertEquals(shape, pending.normalizer());
    return pending.key();
  }

  private static void assertWhole(JsonNode expected, Whole whole, List<RawRecord> rows) {
    List<Example> examples = whole.made().stream().map(Whole.Made::example).toList();
    assertExamples(expected.get("examples"), examples, expected.toString());
    IdentityHashMap<RawRecord, Integer> places = new IdentityHashMap<>();
    rows.forEach(row -> places.put(row, places.size() + 1));
    for (int i = 0; i < examples.size(); i++) {
      List<Integer> from = whole.made().get(i).rows().stream().map(places::get).toList();
      assertEquals(expected.get("examples").get(i).get("rows").toString(), json(from));
    }
    Map<Integer, String> refused = new TreeMap<>();
    whole.refused().forEach(row -> refused.put(places.get(row.row()), row.reason().name()));
    Map<Integer, String> reasons = new TreeMap<>();
    expected
        .path("refused")
        .fields()
        .forEachRemaining(
            entry -> reasons.put(Integer.valueOf(entry.getKey()), entry.getValue().textValue()));
    assertEquals(reasons, refused);
  }

  private static String json(List<Integer> numbers) {
    return numbers.toString().replace(" ", "");
  }
}
