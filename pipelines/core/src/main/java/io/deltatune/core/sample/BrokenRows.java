package io.deltatune.core.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The unusable lines of the demo's data set, one or two of each kind, so that quarantine and
 * duplicate removal have work to do.
 */
final class BrokenRows {
  /** Characters of the overlong text. */
  static final int TOO_LONG = 20_000;

  static final int DUPLICATES = 4;
  private final ObjectMapper json;

  BrokenRows(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Lines that cannot be taken: not JSON, a missing field, an empty answer, a wrong type, an
   * overlong text.
   */
  List<String> unusable() throws JsonProcessingException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "{\"id\": \"broken-01\", \"family\": \"broken\", \"instruction\": \"Repeat the words pear");
    lines.add("This line is not JSON at all.");
    lines.add("[\"a list\", \"is no row\"]");
    lines.add(row("broken-04", "instruction", "Which row has no answer?"));
    lines.add(row("broken-05", "output", "This answer belongs to no question at all."));
    lines.add(row("broken-06", "instruction", "Which answer is empty?", "output", ""));
    lines.add(
        row("broken-07", "instruction", "Which answer is only white space?", "output", "  \n "));
    lines.add(
        row("broken-08", "instruction", 17, "output", "This question is a number and not a text."));
    String tooLong = "pear plum ".repeat(TOO_LONG / 10);
    lines.add(row("broken-09", "instruction", "Repeat the words.", "output", tooLong));
    return lines;
  }

  /**
   * The lines with the unusable ones and some exact copies (under ids of their own) put between
   * them at chosen places.
   */
  List<String> mixInto(List<SampleExample> examples, Dice dice) throws JsonProcessingException {
    List<String> lines = new ArrayList<>();
    for (SampleExample example : examples) {
      lines.add(json.writeValueAsString(example.instructionRow()));
    }
    int size = examples.size();
    for (int copy = 1; copy <= DUPLICATES && size > 0; copy++) {
      SampleExample again = dice.pick(examples).withId("copy-" + copy);
      lines.add(dice.between(size / 2, size), json.writeValueAsString(again.instructionRow()));
    }
    for (String line : unusable()) {
      lines.add(dice.below(lines.size() + 1), line);
    }
    return lines;
  }

  private String row(String id, Object... fields) throws JsonProcessingException {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id);
    row.put("family", "broken");
    row.put("group", "broken: " + id);
    for (int index = 0; index < fields.length; index += 2) {
      row.put((String) fields[index], fields[index + 1]);
    }
    return json.writeValueAsString(row);
  }
}
