package io.deltatune.data.source;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.data.Sessions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;

class FilePlaceTest {
  @Test
  void thePlaceOfAFileIsItsNameWithoutTheVersion() {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("file:///data/rows.jsonl", "file:///data/rows.jsonl");
    places.put("file:///data/me@v1.org/rows.jsonl", "file:///data/me@v1.org/rows.jsonl");
    places.put("file:///lake/answers@v12", "file:///lake/answers");
    places.put("file:///lake/answers@v3..v12", "file:///lake/answers@v3..");
    places.put(
        "hf://datasets/ada/notes@0123456789abcdef/data/a@v1.jsonl",
        "hf://datasets/ada/notes/data/a@v1.jsonl");
    places.forEach((name, place) -> assertEquals(place, FilePlace.of(name)));
    assertEquals(
        List.copyOf(places.values()),
        Sessions.shared()
            .createDataset(List.copyOf(places.keySet()), Encoders.STRING())
            .select(FilePlace.of(col("value")))
            .as(Encoders.STRING())
            .collectAsList(),
        "and Spark finds the same");
  }
}
