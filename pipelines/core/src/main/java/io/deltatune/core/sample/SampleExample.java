package io.deltatune.core.sample;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One question with its answer.
 *
 * @param id unique within its file
 * @param known whether the sample model is pre-trained on the family
 * @param group the underlying fact or word list, by which splits go
 * @param system empty where there is none
 * @param input empty where the instruction holds everything
 * @param wrongOutput an answer of the same form that is wrong
 */
public record SampleExample(
    String id,
    String family,
    boolean known,
    String group,
    String system,
    String instruction,
    String input,
    String output,
    String wrongOutput) {

  SampleExample withId(String other) {
    return new SampleExample(
        other, family, known, group, system, instruction, input, output, wrongOutput);
  }

  /** The row of an instruction file: Alpaca's fields, with the family and the group. */
  public Map<String, Object> instructionRow() {
    Map<String, Object> row = head();
    if (!system.isEmpty()) {
      row.put("system", system);
    }
    row.put("instruction", instruction);
    row.put("input", input);
    row.put("output", output);
    return row;
  }

  /** The row of a preference file. */
  public Map<String, Object> preferenceRow() {
    Map<String, Object> row = head();
    row.put("prompt", input.isEmpty() ? instruction : instruction + "\n" + input);
    row.put("chosen", output);
    row.put("rejected", wrongOutput);
    return row;
  }

  private Map<String, Object> head() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id);
    row.put("family", family);
    row.put("known", known);
    row.put("group", group);
    return row;
  }
}
