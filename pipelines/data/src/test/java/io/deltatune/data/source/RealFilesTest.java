package io.deltatune.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.recipe.ingest.Format;
import io.deltatune.testkit.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every table of the real data gives the rows and fields that its list of sources states. */
class RealFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTED =
      Pattern.compile(
          "\\| ([\\w./-]+\\.(?:json|jsonl|csv)) \\|.*\\| (\\d+) \\| \\d+ \\|.*\\| ([^|]*) \\|");

  /** One object each, keyed by names or settings: no tables. */
  private static final Set<String> NO_TABLES =
      Set.of(
          "llamafactory_demo/dataset_info.json",
          "gemma3_tokenizer_config/chat_template.json",
          "gemma3_tokenizer_config/tokenizer_config.json");

  @Test
  void eachFileGivesTheRowsAndFieldsThatAreListed() throws IOException {
    RealData data = RealData.assumeAvailable();
    List<String> differences = new ArrayList<>();
    int files = 0;
    for (String line : Files.readAllLines(data.path("SOURCES.md"))) {
      Matcher listed = LISTED.matcher(line);
      if (!listed.matches() || NO_TABLES.contains(listed.group(1))) {
        continue;
      }
      files++;
      String name = listed.group(1);
      List<SourceRow> rows = Reading.rows(data.path(name), Format.AUTO);
      long faults = rows.stream().filter(row -> row.fault() != null).count();
      Set<String> fields = new TreeSet<>();
      JsonNode first = JSON.readTree(rows.get(0).text());
      first.fieldNames().forEachRemaining(fields::add);
      String is = rows.size() + " rows, " + faults + " faulty";
      String wanted = listed.group(2) + " rows, 0 faulty";
      if (!is.equals(wanted) || !first.isObject()) {
        differences.add(name + ": " + is + "; listed " + wanted + " of " + listed.group(3));
      }
      for (String field : listed.group(3).split(",", -1)) {
        if (!field.isBlank() && !field.equals("-") && !fields.contains(field.strip())) {
          differences.add(name + " has no " + field + " but " + fields);
        }
      }
    }
    assertTrue(files > 60, "only " + files + " files are listed");
    assertEquals(List.of(), differences);
  }
}
